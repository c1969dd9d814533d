/** Moves a model's thinking out of its answer. */
@NullMarked
package dev.millrace.postprocess.pipeline.reasoning;

import org.jspecify.annotations.NullMarked;
