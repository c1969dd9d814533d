@NullMarked
package dev.millrace.web.outbound;

import org.jspecify.annotations.NullMarked;
