package dev.millrace.rag.search;

import java.util.List;
import java.util.UUID;

/**
 * What a search found.
 *
 * @param knowledgeBase the id of what was searched
 * @param name its name
 * @param found best first; empty when nothing fits
 * @param degraded whether no vector of the question could be had, so that words alone were looked
 *     at
 */
public record SearchResult(UUID knowledgeBase, String name, List<Found> found, boolean degraded) {}
