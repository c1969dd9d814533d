@NullMarked
package dev.millrace.rag.text;

import org.jspecify.annotations.NullMarked;
