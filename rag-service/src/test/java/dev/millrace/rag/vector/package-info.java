@NullMarked
package dev.millrace.rag.vector;

import org.jspecify.annotations.NullMarked;
