/** Tests of the rag-service. */
@NullMarked
package dev.millrace.rag.ingest;

import org.jspecify.annotations.NullMarked;
