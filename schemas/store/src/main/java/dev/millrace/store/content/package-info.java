/** Bodies too large for a record. */
@NullMarked
package dev.millrace.store.content;

import org.jspecify.annotations.NullMarked;
