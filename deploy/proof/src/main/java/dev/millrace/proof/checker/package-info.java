/** Reads transcripts, raw topics and the upstream's log; shares no code with the product. */
@NullMarked
package dev.millrace.proof.checker;

import org.jspecify.annotations.NullMarked;
