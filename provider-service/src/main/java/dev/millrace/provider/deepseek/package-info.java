/** DeepSeek. */
@NullMarked
package dev.millrace.provider.deepseek;

import org.jspecify.annotations.NullMarked;
