@NullMarked
package dev.millrace.web.error;

import org.jspecify.annotations.NullMarked;
