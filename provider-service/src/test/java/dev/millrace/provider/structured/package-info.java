/** Tests of structured output. */
@NullMarked
package dev.millrace.provider.structured;

import org.jspecify.annotations.NullMarked;
