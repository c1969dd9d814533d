/** What a knowledge base says about a question: by meaning, by words, or by both. */
@NullMarked
package dev.millrace.rag.search;

import org.jspecify.annotations.NullMarked;
