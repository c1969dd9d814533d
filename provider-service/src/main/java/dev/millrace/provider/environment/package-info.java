/** Providers that environment variables announce. */
@NullMarked
package dev.millrace.provider.environment;

import org.jspecify.annotations.NullMarked;
