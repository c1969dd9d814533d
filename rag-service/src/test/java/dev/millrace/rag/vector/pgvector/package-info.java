@NullMarked
package dev.millrace.rag.vector.pgvector;

import org.jspecify.annotations.NullMarked;
