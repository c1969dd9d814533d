/** Who did what to what, on the topic {@code audits}. */
@NullMarked
package dev.millrace.boot.audit;

import org.jspecify.annotations.NullMarked;
