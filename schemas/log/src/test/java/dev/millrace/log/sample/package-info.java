/** Records for tests. */
@NullMarked
package dev.millrace.log.sample;

import org.jspecify.annotations.NullMarked;
