/** Vectors of chunks, and the nearest of them: the port; each adapter has a package of its own. */
@NullMarked
package dev.millrace.rag.vector;

import org.jspecify.annotations.NullMarked;
