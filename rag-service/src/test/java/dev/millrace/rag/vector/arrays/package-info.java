@NullMarked
package dev.millrace.rag.vector.arrays;

import org.jspecify.annotations.NullMarked;
