/** HTTP to providers: one exchange at a time, on the caller's own thread. */
@NullMarked
package dev.millrace.provider.upstream;

import org.jspecify.annotations.NullMarked;
