/** Baidu's Qianfan: ERNIE models. */
@NullMarked
package dev.millrace.provider.qianfan;

import org.jspecify.annotations.NullMarked;
