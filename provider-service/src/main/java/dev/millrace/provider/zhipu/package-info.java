/** Zhipu's GLM models (BigModel, Z.ai). */
@NullMarked
package dev.millrace.provider.zhipu;

import org.jspecify.annotations.NullMarked;
