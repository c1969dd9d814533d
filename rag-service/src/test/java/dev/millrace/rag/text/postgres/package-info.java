@NullMarked
package dev.millrace.rag.text.postgres;

import org.jspecify.annotations.NullMarked;
