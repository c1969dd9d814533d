@NullMarked
package dev.millrace.boot;

import org.jspecify.annotations.NullMarked;
