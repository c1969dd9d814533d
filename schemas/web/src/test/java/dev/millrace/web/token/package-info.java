@NullMarked
package dev.millrace.web.token;

import org.jspecify.annotations.NullMarked;
