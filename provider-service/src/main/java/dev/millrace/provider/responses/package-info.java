/** Chat over OpenAI's Responses API: translation only. */
@NullMarked
package dev.millrace.provider.responses;

import org.jspecify.annotations.NullMarked;
