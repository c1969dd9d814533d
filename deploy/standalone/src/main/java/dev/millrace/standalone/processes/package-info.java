/** Each service in a JVM of its own, started again whenever it dies. */
@NullMarked
package dev.millrace.standalone.processes;

import org.jspecify.annotations.NullMarked;
