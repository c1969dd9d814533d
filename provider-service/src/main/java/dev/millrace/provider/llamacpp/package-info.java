/** The server of llama.cpp. */
@NullMarked
package dev.millrace.provider.llamacpp;

import org.jspecify.annotations.NullMarked;
