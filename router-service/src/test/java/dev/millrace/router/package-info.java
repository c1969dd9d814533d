/** Tests of the router-service. */
@NullMarked
package dev.millrace.router;

import org.jspecify.annotations.NullMarked;
