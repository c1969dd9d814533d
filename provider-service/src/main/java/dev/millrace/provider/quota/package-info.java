/**
 * How much a provider is asked for at once and in a minute. Calls in flight have slots, for each
 * provider and lane. Limits a minute are shared by all instances: each keeps a small stock that it
 * takes from the common one ahead of need.
 */
@NullMarked
package dev.millrace.provider.quota;

import org.jspecify.annotations.NullMarked;
