/**
 * The text index in the service's own database: postings packed by segment, merged as they grow.
 */
@NullMarked
package dev.millrace.rag.text.postgres;

import org.jspecify.annotations.NullMarked;
