/** API keys and who presents them. */
@NullMarked
package dev.millrace.gateway.people;

import org.jspecify.annotations.NullMarked;
