/** Columns of a result row as the types of this service. */
@NullMarked
package dev.millrace.rag.row;

import org.jspecify.annotations.NullMarked;
