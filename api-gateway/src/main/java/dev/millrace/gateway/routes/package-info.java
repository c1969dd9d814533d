/** The way to the other services. */
@NullMarked
package dev.millrace.gateway.routes;

import org.jspecify.annotations.NullMarked;
