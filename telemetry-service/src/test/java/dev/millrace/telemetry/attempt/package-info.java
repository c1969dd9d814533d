/** Tests of this feature. */
@NullMarked
package dev.millrace.telemetry.attempt;

import org.jspecify.annotations.NullMarked;
