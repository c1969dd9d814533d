/** A real broker and a real database inside this process's reach: for one machine and for tests. */
@NullMarked
package dev.millrace.embedded;

import org.jspecify.annotations.NullMarked;
