/** Vectors for texts: the port. */
@NullMarked
package dev.millrace.provider.embedding;

import org.jspecify.annotations.NullMarked;
