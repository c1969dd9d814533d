/** Tests of the rag-service. */
@NullMarked
package dev.millrace.rag.document;

import org.jspecify.annotations.NullMarked;
