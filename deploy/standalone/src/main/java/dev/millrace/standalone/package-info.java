/** One command that runs the whole product on one machine. */
@NullMarked
package dev.millrace.standalone;

import org.jspecify.annotations.NullMarked;
