/** Which providers can be reached, as live calls show. */
@NullMarked
package dev.millrace.provider.health;

import org.jspecify.annotations.NullMarked;
