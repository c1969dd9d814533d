/** Tests of the rag-service. */
@NullMarked
package dev.millrace.rag.chunk;

import org.jspecify.annotations.NullMarked;
