/** The content store as a bean. */
@NullMarked
package dev.millrace.boot.content;

import org.jspecify.annotations.NullMarked;
