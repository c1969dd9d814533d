/** A scripted HTTP server that can misbehave in every way a vendor does. */
@NullMarked
package dev.millrace.provider.upstream;

import org.jspecify.annotations.NullMarked;
