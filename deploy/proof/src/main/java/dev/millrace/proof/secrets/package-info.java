/**
 * Proof: no secret is anywhere but where it has to be, and a copy without the master key is shut.
 */
@NullMarked
package dev.millrace.proof.secrets;

import org.jspecify.annotations.NullMarked;
