/** Calls of every kind, and whether what they cost is what their prices say. */
@NullMarked
package dev.millrace.proof.costs;

import org.jspecify.annotations.NullMarked;
