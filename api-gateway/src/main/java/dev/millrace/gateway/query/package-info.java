/** The native surface: background jobs, status, results, cancelling. */
@NullMarked
package dev.millrace.gateway.query;

import org.jspecify.annotations.NullMarked;
