/** What facts have in common with their hourly sums. */
@NullMarked
package dev.millrace.telemetry.rollup;

import org.jspecify.annotations.NullMarked;
