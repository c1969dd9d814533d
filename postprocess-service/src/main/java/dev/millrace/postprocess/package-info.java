/** The postprocess-service: its parts, listed in one place. */
@NullMarked
package dev.millrace.postprocess;

import org.jspecify.annotations.NullMarked;
