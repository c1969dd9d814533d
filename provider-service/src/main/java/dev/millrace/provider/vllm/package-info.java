/** The server of vLLM. */
@NullMarked
package dev.millrace.provider.vllm;

import org.jspecify.annotations.NullMarked;
