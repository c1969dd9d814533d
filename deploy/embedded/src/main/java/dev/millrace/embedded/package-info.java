/** A broker and a database inside this process or beside it, for one machine and for tests. */
@NullMarked
package dev.millrace.embedded;

import org.jspecify.annotations.NullMarked;
