/** What is said between the parts of an index: which chunks, how near, under which conditions. */
@NullMarked
package dev.millrace.rag.index;

import org.jspecify.annotations.NullMarked;
