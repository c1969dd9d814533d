/** Everything that speaks OpenAI's protocol. */
@NullMarked
package dev.millrace.provider.openai;

import org.jspecify.annotations.NullMarked;
