/** JSON put together from parts that are JSON already. */
@NullMarked
package dev.millrace.gateway.json;

import org.jspecify.annotations.NullMarked;
