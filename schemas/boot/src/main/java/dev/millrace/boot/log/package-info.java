/** The log as beans: opened, its parts started and stopped in order, its health. */
@NullMarked
package dev.millrace.boot.log;

import org.jspecify.annotations.NullMarked;
