package dev.millrace.provider.openai;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.protocol.RateHeaders;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a vendor's endpoint differs from OpenAI's: its package fills in what is its own. What a
 * caller sends beyond this passes unchanged. Thread-safe.
 */
public interface Dialect {

    /** The adapter's name. */
    String kind();

    /**
     * Changes what the vendor takes in another way.
     *
     * @throws ProviderException when it has nothing of the kind, and an answer without it would be
     *     another answer
     */
    void ask(Draft draft) throws ProviderException;

    /** Usage at a stream's end has to be asked for with {@code stream_options}. */
    default boolean streamUsage() {
        return true;
    }

    /** It answers {@code GET /models}. */
    default boolean listsModels() {
        return true;
    }

    /** It answers {@code POST /embeddings}. */
    default boolean embeds() {
        return true;
    }

    /** The ways of asking for JSON that its models know. */
    default Set<AnswerFormat> formats(String model) {
        return EnumSet.allOf(AnswerFormat.class);
    }

    /** Its models may put their thinking between tags into the answer's text. */
    default boolean thinkTags() {
        return false;
    }

    /** What one embedding call takes. */
    default EmbeddingLimits embeddingLimits() {
        return EmbeddingLimits.USUAL;
    }

    /** Changes an embedding request. */
    default void embed(EmbeddingDraft draft) {}

    /** Empty when there is no usage, or one without any total. */
    default Optional<Usage> usage(@Nullable JsonNode usage) {
        return UsageReader.read(usage);
    }

    /** Puts right what the vendor does to a choice in its own way, in a stream or whole. */
    default void correct(ObjectNode choice) {}

    /** Why a choice ended, in OpenAI's words. */
    default String finishReason(String said) {
        return FinishReasons.usual(said);
    }

    /** The finish reason tells that the vendor's own machinery failed: the answer is a torso. */
    default boolean isBreakdown(String reason) {
        return FinishReasons.isBreakdown(reason);
    }

    /** What a code of the vendor's own means; null for what OpenAI's codes and the status say. */
    default @Nullable ProviderFailure failure(Refusal refusal) {
        return null;
    }

    /** What the headers tell of its limits; null when they tell nothing. */
    default @Nullable RateLimits rates(Head head) {
        return RateHeaders.openAi(head);
    }
}
