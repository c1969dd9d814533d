/** Tests of the telemetry-service. */
@NullMarked
package dev.millrace.telemetry;

import org.jspecify.annotations.NullMarked;
