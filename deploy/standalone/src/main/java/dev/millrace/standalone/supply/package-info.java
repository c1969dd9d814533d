/** Broker and database, embedded and kept alive, or somebody else's. */
@NullMarked
package dev.millrace.standalone.supply;

import org.jspecify.annotations.NullMarked;
