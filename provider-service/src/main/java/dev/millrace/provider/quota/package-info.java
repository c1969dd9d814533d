/** Slots for calls in flight, per provider and lane. */
@NullMarked
package dev.millrace.provider.quota;

import org.jspecify.annotations.NullMarked;
