@NullMarked
package dev.millrace.standalone.eval;

import org.jspecify.annotations.NullMarked;
