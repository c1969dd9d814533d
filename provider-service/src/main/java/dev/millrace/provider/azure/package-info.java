/** Azure OpenAI: OpenAI's protocol behind deployments, with a filter around it. */
@NullMarked
package dev.millrace.provider.azure;

import org.jspecify.annotations.NullMarked;
