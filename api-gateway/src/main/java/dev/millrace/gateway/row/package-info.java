/** Reading rows. */
@NullMarked
package dev.millrace.gateway.row;

import org.jspecify.annotations.NullMarked;
