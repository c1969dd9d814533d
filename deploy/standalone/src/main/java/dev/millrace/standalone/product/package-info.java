/** The running product as commands reach it: over HTTP, with an API key. */
@NullMarked
package dev.millrace.standalone.product;

import org.jspecify.annotations.NullMarked;
