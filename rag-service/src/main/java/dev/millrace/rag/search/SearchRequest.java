package dev.millrace.rag.search;

import dev.millrace.rag.index.Filter;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The body of a search, as it is sent; every bound is checked here. */
@JsonNaming(SnakeCaseStrategy.class)
record SearchRequest(
        @Nullable String knowledgeBase,
        @Nullable String query,
        @Nullable String mode,
        @Nullable Integer topK,
        @Nullable Double minScore,
        @Nullable Wanted filter,
        @Nullable Counted weights,
        @Nullable Boolean highlight) {

    private static final int LONGEST_QUERY = 8_000;
    private static final int MOST_DOCUMENTS = 1_000;
    private static final int MOST_METADATA = 32;

    /** Which documents are looked at. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Wanted(
            @Nullable List<@Nullable String> documentIds,
            @Nullable Map<String, @Nullable String> metadata) {}

    /** How much each list counts; what is not said counts 1. */
    record Counted(@Nullable Double vector, @Nullable Double text) {}

    /**
     * @throws ApiException what is wrong with it
     */
    SearchQuery checked() {
        String text = required("query", query);
        if (text.length() > LONGEST_QUERY) {
            throw invalid("query", "1-" + LONGEST_QUERY + " characters");
        }
        int most = topK == null ? SearchQuery.USUAL_TOP_K : topK;
        if (most < 1 || most > SearchQuery.MOST) {
            throw invalid("top_k", "1-" + SearchQuery.MOST);
        }
        double least = minScore == null ? 0 : minScore;
        if (!(least >= 0 && least <= 1)) {
            throw invalid("min_score", "0-1");
        }
        return new SearchQuery(
                required("knowledge_base", knowledgeBase),
                text,
                checkedMode(),
                most,
                least,
                filter == null ? Filter.NONE : checked(filter),
                weights == null ? null : checked(weights),
                highlight != null && highlight);
    }

    private SearchMode checkedMode() {
        return switch (mode) {
            case null -> SearchMode.HYBRID;
            case "hybrid" -> SearchMode.HYBRID;
            case "vector" -> SearchMode.VECTOR;
            case "text" -> SearchMode.TEXT;
            default -> throw invalid("mode", "hybrid, vector, text");
        };
    }

    private static Filter checked(Wanted wanted) {
        List<UUID> documents = new ArrayList<>();
        List<@Nullable String> ids =
                wanted.documentIds() == null ? List.of() : wanted.documentIds();
        Map<String, @Nullable String> metadata =
                wanted.metadata() == null ? Map.of() : wanted.metadata();
        if (ids.size() > MOST_DOCUMENTS) {
            throw invalid("filter.document_ids", "at most " + MOST_DOCUMENTS);
        }
        for (int i = 0; i < ids.size(); i++) {
            documents.add(uuid("filter.document_ids[" + i + "]", ids.get(i)));
        }
        if (metadata.size() > MOST_METADATA) {
            throw invalid("filter.metadata", "at most " + MOST_METADATA);
        }
        Map<String, String> values = new HashMap<>();
        metadata.forEach(
                (name, value) -> {
                    if (value == null || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
                        throw ApiException.at("filter.metadata", ErrorCode.INVALID_TYPE, "string");
                    }
                    values.put(name, value);
                });
        return new Filter(documents, values);
    }

    private static UUID uuid(String param, @Nullable String id) {
        try {
            return UUID.fromString(id == null ? "" : id);
        } catch (IllegalArgumentException notOne) {
            throw invalid(param, "the id of a document");
        }
    }

    private static Weights checked(Counted weights) {
        try {
            return new Weights(
                    weights.vector() == null ? 1 : weights.vector(),
                    weights.text() == null ? 1 : weights.text());
        } catch (IllegalArgumentException unlawful) {
            throw invalid("weights", "numbers from 0, not both 0");
        }
    }

    private static String required(String param, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw ApiException.at(param, ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        // The database's text has no zero: such a name or word cannot be there.
        return value.replace('\0', ' ');
    }

    private static ApiException invalid(String param, String allowed) {
        return ApiException.at(param, ErrorCode.INVALID_VALUE, allowed);
    }
}
