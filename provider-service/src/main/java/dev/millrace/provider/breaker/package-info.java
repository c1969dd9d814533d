/** Circuit breakers: a model at a provider that keeps failing is left alone, but for a probe. */
@NullMarked
package dev.millrace.provider.breaker;

import org.jspecify.annotations.NullMarked;
