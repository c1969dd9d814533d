/** What providers were asked to do: one fact for each attempt, exactly once. */
@NullMarked
package dev.millrace.telemetry.attempt;

import org.jspecify.annotations.NullMarked;
