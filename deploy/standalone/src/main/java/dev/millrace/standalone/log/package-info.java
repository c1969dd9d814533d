/** Looking into the log and repairing it from the command line. */
@NullMarked
package dev.millrace.standalone.log;

import org.jspecify.annotations.NullMarked;
