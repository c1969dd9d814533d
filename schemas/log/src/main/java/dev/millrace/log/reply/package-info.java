/** Answers on their way back to the instance that waits (rule 7). */
@NullMarked
package dev.millrace.log.reply;

import org.jspecify.annotations.NullMarked;
