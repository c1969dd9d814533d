/** Tests of this feature. */
@NullMarked
package dev.millrace.telemetry.usage;

import org.jspecify.annotations.NullMarked;
