/** Words of chunks, and the chunks that say them: full-text search in English and Chinese. */
@NullMarked
package dev.millrace.rag.text;

import org.jspecify.annotations.NullMarked;
