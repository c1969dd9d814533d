/** How fast knowledge bases take documents in and find them, and how much of what is nearest. */
@NullMarked
package dev.millrace.proof.retrieval;

import org.jspecify.annotations.NullMarked;
