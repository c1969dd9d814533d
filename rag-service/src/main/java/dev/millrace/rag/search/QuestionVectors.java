package dev.millrace.rag.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.rag.embedding.Embedder;
import dev.millrace.rag.embedding.EmbeddingFailed;
import dev.millrace.rag.embedding.EmbeddingModel;
import dev.millrace.rag.embedding.OnBehalf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Vectors of questions. Those asked lately are kept for a while, each tenant's apart: nobody learns
 * from how quick an answer is what others ask.
 */
final class QuestionVectors {

    /** A model that takes longer is of no use to who waits for a search. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final long MOST_KEPT = 2_000;

    private record Key(String tenant, EmbeddingModel model, String text) {}

    private final Embedder embedder;
    private final Clock clock;
    private final Cache<Key, float[]> kept =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MOST_KEPT).build();

    QuestionVectors(Embedder embedder, Clock clock) {
        this.embedder = embedder;
        this.clock = clock;
    }

    float[] of(EmbeddingModel model, String text, OnBehalf behalf)
            throws EmbeddingFailed, InterruptedException {
        Key key = new Key(behalf.authority().getOwner().getTenant(), model, text);
        float[] known = kept.getIfPresent(key);
        if (known != null) {
            return known;
        }
        float[] made = embedder.embed(model, List.of(text), asItself(model, behalf)).getFirst();
        kept.put(key, made);
        return made;
    }

    /** The caller's key may not name this model: the knowledge base does. */
    private OnBehalf asItself(EmbeddingModel model, OnBehalf behalf) {
        Instant latest = clock.instant().plus(PATIENCE);
        return new OnBehalf(
                Authority.newBuilder(behalf.authority())
                        .setAllowedModels(List.of(model.model()))
                        .setAllowedLanes(List.of(Lane.INTERACTIVE))
                        .build(),
                Lane.INTERACTIVE,
                behalf.parentId(),
                behalf.deadline().isBefore(latest) ? behalf.deadline() : latest);
    }
}
