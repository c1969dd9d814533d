/** Tests of the rag-service. */
@NullMarked
package dev.millrace.rag.retrieval;

import org.jspecify.annotations.NullMarked;
