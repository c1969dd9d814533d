/** Tests of this feature. */
@NullMarked
package dev.millrace.telemetry.request;

import org.jspecify.annotations.NullMarked;
