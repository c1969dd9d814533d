/** Six services in this JVM, each with its own jars' auto-configuration only. */
@NullMarked
package dev.millrace.standalone.house;

import org.jspecify.annotations.NullMarked;
