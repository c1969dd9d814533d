/** Tests of the rag-service. */
@NullMarked
package dev.millrace.rag.house;

import org.jspecify.annotations.NullMarked;
