/**
 * Providers' credentials at rest: sealed under data keys of their own, which a master key wraps.
 */
@NullMarked
package dev.millrace.provider.credential;

import org.jspecify.annotations.NullMarked;
