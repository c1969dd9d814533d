/** One request is one trace (rule 15). */
@NullMarked
package dev.millrace.log.trace;

import org.jspecify.annotations.NullMarked;
