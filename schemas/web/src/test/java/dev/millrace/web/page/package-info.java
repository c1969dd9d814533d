@NullMarked
package dev.millrace.web.page;

import org.jspecify.annotations.NullMarked;
