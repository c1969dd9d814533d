/** Limits a minute hold over several instances, wherever the load is and whoever dies. */
@NullMarked
package dev.millrace.proof.limits;

import org.jspecify.annotations.NullMarked;
