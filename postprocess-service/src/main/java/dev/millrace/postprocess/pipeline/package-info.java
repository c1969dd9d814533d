/** The one referee of endings, and the ordered post-processors an answer passes (rules 5 and 6). */
@NullMarked
package dev.millrace.postprocess.pipeline;

import org.jspecify.annotations.NullMarked;
