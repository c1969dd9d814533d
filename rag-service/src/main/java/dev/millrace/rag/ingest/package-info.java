/** The work of making documents findable: cut, embedded, stored; again after every crash. */
@NullMarked
package dev.millrace.rag.ingest;

import org.jspecify.annotations.NullMarked;
