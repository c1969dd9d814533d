/** A model provider that tells its calls apart: what comes back shows which call it came from. */
@NullMarked
package dev.millrace.proof.upstream;

import org.jspecify.annotations.NullMarked;
