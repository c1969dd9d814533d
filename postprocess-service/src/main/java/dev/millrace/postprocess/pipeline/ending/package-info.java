/** Looks whether an answer really ended. */
@NullMarked
package dev.millrace.postprocess.pipeline.ending;

import org.jspecify.annotations.NullMarked;
