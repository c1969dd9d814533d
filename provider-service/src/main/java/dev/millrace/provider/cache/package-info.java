/** Answers kept for the same request of the same tenant. */
@NullMarked
package dev.millrace.provider.cache;

import org.jspecify.annotations.NullMarked;
