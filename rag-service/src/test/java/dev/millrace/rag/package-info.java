/** Tests of the rag-service. */
@NullMarked
package dev.millrace.rag;

import org.jspecify.annotations.NullMarked;
