/** Keys as every service knows them, and the door that only the gateway's calls pass. */
@NullMarked
package dev.millrace.boot.access;

import org.jspecify.annotations.NullMarked;
