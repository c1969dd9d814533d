/** Answers that must be JSON: asked for, mended, checked, asked for again. */
@NullMarked
package dev.millrace.provider.structured;

import org.jspecify.annotations.NullMarked;
