/** The telemetry-service: its parts, listed in one place. */
@NullMarked
package dev.millrace.telemetry;

import org.jspecify.annotations.NullMarked;
