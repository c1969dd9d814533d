/** Texts cut into chunks: by headings and sentences, exact to the character. Pure. */
@NullMarked
package dev.millrace.rag.chunk;

import org.jspecify.annotations.NullMarked;
