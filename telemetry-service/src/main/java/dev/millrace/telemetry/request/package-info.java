/** How requests ended: one fact for each request, exactly once. */
@NullMarked
package dev.millrace.telemetry.request;

import org.jspecify.annotations.NullMarked;
