/** What a caller may ask: bodies read, checked and made into accepted requests. */
@NullMarked
package dev.millrace.gateway.admission;

import org.jspecify.annotations.NullMarked;
