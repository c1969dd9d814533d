/** Waiting for answers and handing them on, plain and streamed (rules 6 and 7). */
@NullMarked
package dev.millrace.gateway.replies;

import org.jspecify.annotations.NullMarked;
