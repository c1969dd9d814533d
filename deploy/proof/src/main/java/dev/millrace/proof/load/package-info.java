/** Clients that write down what they saw. */
@NullMarked
package dev.millrace.proof.load;

import org.jspecify.annotations.NullMarked;
