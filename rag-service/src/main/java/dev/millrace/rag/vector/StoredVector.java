package dev.millrace.rag.vector;

import java.util.UUID;

/**
 * A chunk's vector.
 *
 * @param chunk the chunk's number, unique among all indexes
 * @param document the document it is a piece of
 * @param vector finite numbers, not all zero; as many as its index has dimensions
 */
@SuppressWarnings("ArrayRecordComponent") // Only carried: nobody compares or keeps it.
public record StoredVector(long chunk, UUID document, float[] vector) {}
