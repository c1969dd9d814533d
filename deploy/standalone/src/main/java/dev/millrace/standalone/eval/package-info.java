/** Measures a running product on somebody's own documents and questions. */
@NullMarked
package dev.millrace.standalone.eval;

import org.jspecify.annotations.NullMarked;
