/** Calls to addresses a user can influence. */
@NullMarked
package dev.millrace.web.outbound;

import org.jspecify.annotations.NullMarked;
