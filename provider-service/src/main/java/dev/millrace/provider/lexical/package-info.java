/** The built-in embedder: vectors from words alone, without a network and without a model. */
@NullMarked
package dev.millrace.provider.lexical;

import org.jspecify.annotations.NullMarked;
