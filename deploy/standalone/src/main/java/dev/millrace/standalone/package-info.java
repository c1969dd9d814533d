/**
 * The launcher: broker, database and the six services, in one JVM or in supervised processes of
 * their own, and the command line around them.
 */
@NullMarked
package dev.millrace.standalone;

import org.jspecify.annotations.NullMarked;
