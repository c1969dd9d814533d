/** Background jobs: a request asked for by itself is a run of one line. */
@NullMarked
package dev.millrace.postprocess.job;

import org.jspecify.annotations.NullMarked;
