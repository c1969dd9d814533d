/** The api-gateway: its parts, listed in one place. */
@NullMarked
package dev.millrace.gateway;

import org.jspecify.annotations.NullMarked;
