/** A database that is away, as clients hear of it. */
@NullMarked
package dev.millrace.boot.database;

import org.jspecify.annotations.NullMarked;
