/** What every service's HTTP side has: request ids, limits, one shape of errors. */
@NullMarked
package dev.millrace.boot.http;

import org.jspecify.annotations.NullMarked;
