/** The rag-service: its parts, listed in one place. */
@NullMarked
package dev.millrace.rag;

import org.jspecify.annotations.NullMarked;
