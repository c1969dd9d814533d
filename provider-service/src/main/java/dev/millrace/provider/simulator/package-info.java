/** The built-in provider: deterministic, offline, honest about being made up. */
@NullMarked
package dev.millrace.provider.simulator;

import org.jspecify.annotations.NullMarked;
