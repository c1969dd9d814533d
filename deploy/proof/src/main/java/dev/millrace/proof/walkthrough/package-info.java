/** The main job on real input, as the README tells it. */
@NullMarked
package dev.millrace.proof.walkthrough;

import org.jspecify.annotations.NullMarked;
