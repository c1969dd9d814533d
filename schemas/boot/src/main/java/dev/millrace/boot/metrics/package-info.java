/** Names of metrics that several services write. */
@NullMarked
package dev.millrace.boot.metrics;

import org.jspecify.annotations.NullMarked;
