/** A stream cut anywhere goes on anywhere, and is no one else's. */
@NullMarked
package dev.millrace.proof.resume;

import org.jspecify.annotations.NullMarked;
