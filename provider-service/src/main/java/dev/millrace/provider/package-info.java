/** The provider-service: its parts, listed in one place. */
@NullMarked
package dev.millrace.provider;

import org.jspecify.annotations.NullMarked;
