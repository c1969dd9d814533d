/** Repeats that attach to the first request. */
@NullMarked
package dev.millrace.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
