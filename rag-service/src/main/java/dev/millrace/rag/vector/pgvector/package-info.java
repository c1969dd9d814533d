/** Vectors in PostgreSQL's extension pgvector, found through a graph (HNSW). */
@NullMarked
package dev.millrace.rag.vector.pgvector;

import org.jspecify.annotations.NullMarked;
