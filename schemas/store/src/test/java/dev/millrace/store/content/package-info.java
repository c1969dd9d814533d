@NullMarked
package dev.millrace.store.content;

import org.jspecify.annotations.NullMarked;
