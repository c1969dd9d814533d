/** Tests of the rag-service. */
@NullMarked
package dev.millrace.rag.knowledgebase;

import org.jspecify.annotations.NullMarked;
