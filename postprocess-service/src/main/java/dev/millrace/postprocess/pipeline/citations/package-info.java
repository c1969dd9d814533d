/** Which passages an answer really stands on. */
@NullMarked
package dev.millrace.postprocess.pipeline.citations;

import org.jspecify.annotations.NullMarked;
