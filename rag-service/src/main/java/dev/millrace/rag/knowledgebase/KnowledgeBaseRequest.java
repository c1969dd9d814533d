package dev.millrace.rag.knowledgebase;

import dev.millrace.rag.chunk.Chunking;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A knowledge base as it is asked for; null means: as usual, or as it is.
 *
 * @param embeddingModel `provider/model`, or a model's name
 */
record KnowledgeBaseRequest(
        @Nullable String name,
        @Nullable String description,
        @Nullable String embeddingModel,
        @Nullable Cut chunking) {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_DESCRIPTION = 2_000;

    /** How documents are cut; null means as usual. */
    record Cut(@Nullable Integer tokens, @Nullable Integer overlap) {}

    void check() {
        if (name != null
                && (name.isBlank()
                        || name.length() > LONGEST_NAME
                        || !name.equals(name.strip())
                        || name.codePoints().anyMatch(Character::isISOControl))) {
            throw ApiException.at(
                    "name", ErrorCode.INVALID_VALUE, "1 – " + LONGEST_NAME + " characters");
        }
        if (description != null
                && (description.length() > LONGEST_DESCRIPTION || description.indexOf('\0') >= 0)) {
            throw ApiException.at(
                    "description",
                    ErrorCode.INVALID_VALUE,
                    "0 – " + LONGEST_DESCRIPTION + " characters");
        }
    }

    /** What is asked for, where nothing is said as {@code before}. */
    Chunking chunking(Chunking before) {
        Cut cut = chunking;
        if (cut == null) {
            return before;
        }
        Integer askedTokens = cut.tokens();
        Integer askedOverlap = cut.overlap();
        int tokens = askedTokens == null ? before.tokens() : askedTokens;
        if (tokens < Chunking.LEAST_TOKENS || tokens > Chunking.MOST_TOKENS) {
            throw ApiException.at(
                    "chunking.tokens",
                    ErrorCode.INVALID_VALUE,
                    Chunking.LEAST_TOKENS + "–" + Chunking.MOST_TOKENS);
        }
        int most = (tokens - 1) / 2;
        int overlap = askedOverlap == null ? Math.min(before.overlap(), tokens / 10) : askedOverlap;
        if (overlap < 0 || overlap > most) {
            throw ApiException.at("chunking.overlap", ErrorCode.INVALID_VALUE, "0–" + most);
        }
        return new Chunking(tokens, overlap);
    }
}
