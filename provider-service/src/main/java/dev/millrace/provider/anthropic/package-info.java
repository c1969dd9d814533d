/** Anthropic's Messages API, version 2023-06-01. */
@NullMarked
package dev.millrace.provider.anthropic;

import org.jspecify.annotations.NullMarked;
