/** Adapters against what vendors really sent, where a folder of recordings is given. */
@NullMarked
package dev.millrace.provider.recordings;

import org.jspecify.annotations.NullMarked;
