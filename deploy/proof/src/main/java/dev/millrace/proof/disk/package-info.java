/** The disk ends, the promise does not. */
@NullMarked
package dev.millrace.proof.disk;

import org.jspecify.annotations.NullMarked;
