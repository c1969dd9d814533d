/** Vectors in plain columns, searched exactly by the service: for databases without pgvector. */
@NullMarked
package dev.millrace.rag.vector.arrays;

import org.jspecify.annotations.NullMarked;
