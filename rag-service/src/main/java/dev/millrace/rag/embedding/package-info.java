/** Vectors of texts, made by any embedding model of the catalog, over the road (rule 8). */
@NullMarked
package dev.millrace.rag.embedding;

import org.jspecify.annotations.NullMarked;
