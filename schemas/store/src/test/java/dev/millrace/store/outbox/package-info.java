@NullMarked
package dev.millrace.store.outbox;

import org.jspecify.annotations.NullMarked;
