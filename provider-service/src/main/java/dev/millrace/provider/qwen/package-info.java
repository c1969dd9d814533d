/** Alibaba's Qwen over the compatible mode of DashScope. */
@NullMarked
package dev.millrace.provider.qwen;

import org.jspecify.annotations.NullMarked;
