package dev.millrace.rag.embedding;

import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import java.time.Instant;

/**
 * For whom a model is called, and what for: it counts in their limits and usage.
 *
 * @param parentId the request or document the call is made for
 * @param deadline when the vectors are of no use any more
 */
public record OnBehalf(Authority authority, Lane lane, String parentId, Instant deadline) {}
