package dev.millrace.rag.knowledgebase;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.rag.index.Generation;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A knowledge base and how it stands; times in milliseconds since 1970.
 *
 * @param documents how many are in which state in the index that is searched
 * @param index the one that is searched
 * @param building the one that will take its place
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ShownBase(
        String object,
        String id,
        String name,
        String description,
        String embeddingModel,
        Cut chunking,
        Map<String, Long> documents,
        long chunks,
        @Nullable Index index,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Index building,
        long createdAt,
        long updatedAt) {

    /** How documents are cut. */
    record Cut(int tokens, int overlap) {}

    /** How far an index is. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Index(
            long id,
            String state,
            String embeddingModel,
            Cut chunking,
            @Nullable Integer dimensions,
            long chunks,
            Progress progress,
            long createdAt) {}

    /** Documents that are indexed or failed in an index, and all. */
    record Progress(long done, long failed, long total) {}

    static Index index(Generation index, Map<String, Long> states) {
        long failed = states.getOrDefault("failed", 0L);
        return new Index(
                index.id(),
                index.state().name().toLowerCase(Locale.ROOT),
                index.model().fullName(),
                new Cut(index.chunking().tokens(), index.chunking().overlap()),
                index.dimensions(),
                index.chunks(),
                new Progress(
                        states.getOrDefault("indexed", 0L) + failed,
                        failed,
                        states.values().stream().mapToLong(Long::longValue).sum()),
                index.createdAt().toEpochMilli());
    }
}
