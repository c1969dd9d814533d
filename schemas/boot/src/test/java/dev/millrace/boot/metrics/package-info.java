@NullMarked
package dev.millrace.boot.metrics;

import org.jspecify.annotations.NullMarked;
