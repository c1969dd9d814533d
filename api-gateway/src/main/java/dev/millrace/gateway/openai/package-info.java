/** The OpenAI surface. */
@NullMarked
package dev.millrace.gateway.openai;

import org.jspecify.annotations.NullMarked;
