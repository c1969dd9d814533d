/** {@code millrace apply} and {@code millrace export}: what the operator has set, as a file. */
@NullMarked
package dev.millrace.standalone.apply;

import org.jspecify.annotations.NullMarked;
