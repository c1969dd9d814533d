@NullMarked
package dev.millrace.boot.access;

import org.jspecify.annotations.NullMarked;
