@NullMarked
package dev.millrace.rag.search;

import org.jspecify.annotations.NullMarked;
