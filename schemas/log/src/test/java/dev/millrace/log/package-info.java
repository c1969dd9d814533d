/** How a service speaks to the log: publish, then commit; a repeat changes nothing. */
@NullMarked
package dev.millrace.log;

import org.jspecify.annotations.NullMarked;
