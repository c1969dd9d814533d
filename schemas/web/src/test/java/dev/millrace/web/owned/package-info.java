@NullMarked
package dev.millrace.web.owned;

import org.jspecify.annotations.NullMarked;
