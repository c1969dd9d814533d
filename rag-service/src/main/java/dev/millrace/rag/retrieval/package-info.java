/** Requests that want passages from a knowledge base before a model sees them. */
@NullMarked
package dev.millrace.rag.retrieval;

import org.jspecify.annotations.NullMarked;
