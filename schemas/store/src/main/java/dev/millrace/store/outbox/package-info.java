/** What is stored and announced, in one transaction. */
@NullMarked
package dev.millrace.store.outbox;

import org.jspecify.annotations.NullMarked;
