/** Writing to the log. */
@NullMarked
package dev.millrace.log.publish;

import org.jspecify.annotations.NullMarked;
