/** Documents of knowledge bases: taken, checked by content, replaced, deleted. */
@NullMarked
package dev.millrace.rag.document;

import org.jspecify.annotations.NullMarked;
