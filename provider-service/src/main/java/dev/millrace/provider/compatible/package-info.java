/** Any other endpoint that says it is compatible with OpenAI. */
@NullMarked
package dev.millrace.provider.compatible;

import org.jspecify.annotations.NullMarked;
