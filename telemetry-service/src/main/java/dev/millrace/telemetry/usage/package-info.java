/** What was used, by whom, at which price: the question and its answer. */
@NullMarked
package dev.millrace.telemetry.usage;

import org.jspecify.annotations.NullMarked;
