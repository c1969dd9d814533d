package dev.millrace.rag.document;

import dev.millrace.events.Owner;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document and how it stands in the index that is searched.
 *
 * @param revision from 1; grows when the content is replaced
 * @param chunks what the index holds of it now, of this revision or of the one before
 */
record Document(
        UUID id,
        UUID knowledgeBase,
        Owner owner,
        String name,
        String mediaType,
        long size,
        String contentReference,
        Map<String, String> metadata,
        int revision,
        String state,
        int chunksDone,
        int chunksTotal,
        long chunks,
        @Nullable String failureCode,
        @Nullable String failureDetail,
        Instant createdAt,
        Instant updatedAt) {}
