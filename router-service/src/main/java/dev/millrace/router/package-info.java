/** The router-service: its parts, listed in one place. */
@NullMarked
package dev.millrace.router;

import org.jspecify.annotations.NullMarked;
