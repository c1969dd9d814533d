/** Records nobody could work on. */
@NullMarked
package dev.millrace.log.deadletter;

import org.jspecify.annotations.NullMarked;
