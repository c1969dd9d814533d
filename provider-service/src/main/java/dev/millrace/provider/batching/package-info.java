/** Embedding requests that share a call. */
@NullMarked
package dev.millrace.provider.batching;

import org.jspecify.annotations.NullMarked;
