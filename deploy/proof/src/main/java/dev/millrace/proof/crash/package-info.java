/** Kills processes at random and shows that nothing was lost. */
@NullMarked
package dev.millrace.proof.crash;

import org.jspecify.annotations.NullMarked;
