/** The outbox as a bean, where there is a database. */
@NullMarked
package dev.millrace.boot.outbox;

import org.jspecify.annotations.NullMarked;
