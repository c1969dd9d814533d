/** What holds for every HTTP request: its id, and how large its body may be. */
@NullMarked
package dev.millrace.web.request;

import org.jspecify.annotations.NullMarked;
