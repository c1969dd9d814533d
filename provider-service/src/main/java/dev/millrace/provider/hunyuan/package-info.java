/** Tencent's Hunyuan, and its newer TokenHub. */
@NullMarked
package dev.millrace.provider.hunyuan;

import org.jspecify.annotations.NullMarked;
