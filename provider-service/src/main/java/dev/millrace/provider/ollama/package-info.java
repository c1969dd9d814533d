/** Ollama's own protocol, which can do what its OpenAI-compatible one cannot. */
@NullMarked
package dev.millrace.provider.ollama;

import org.jspecify.annotations.NullMarked;
