/** Tests of the rag-service. */
@NullMarked
package dev.millrace.rag.embedding;

import org.jspecify.annotations.NullMarked;
