package dev.millrace.rag.knowledgebase;

import dev.millrace.events.Owner;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant knows. Every key of the tenant reads it; its creator and the tenant's admins change
 * it.
 *
 * @param owner who made it
 * @param activeIndex the index that is searched
 */
public record KnowledgeBase(
        UUID id,
        Owner owner,
        String name,
        String description,
        @Nullable Long activeIndex,
        Instant createdAt,
        Instant updatedAt) {}
