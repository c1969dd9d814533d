@NullMarked
package dev.millrace.boot.log;

import org.jspecify.annotations.NullMarked;
