/** What people and models wrote, as it lies in a record. */
@NullMarked
package dev.millrace.events.content;

import org.jspecify.annotations.NullMarked;
