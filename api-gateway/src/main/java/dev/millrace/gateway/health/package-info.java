/** What the house says of itself. */
@NullMarked
package dev.millrace.gateway.health;

import org.jspecify.annotations.NullMarked;
