/** The gate that keeps schemas readable both ways. */
@NullMarked
package dev.millrace.events.schema;

import org.jspecify.annotations.NullMarked;
