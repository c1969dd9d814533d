package dev.millrace.proof.knowledge;

import java.util.HashMap;
import java.util.Map;

/**
 * A search.
 *
 * @param base id or name of a knowledge base
 * @param metadata values that a document must have; empty looks at all
 */
public record Query(String base, String text, Mode mode, int topK, Map<String, String> metadata) {

    /** By what passages are found. */
    public enum Mode {
        VECTOR("vector"),
        TEXT("text"),
        HYBRID("hybrid");

        private final String said;

        Mode(String said) {
            this.said = said;
        }

        /** As the API names it. */
        public String said() {
            return said;
        }
    }

    public Query(String base, String text, Mode mode, int topK) {
        this(base, text, mode, topK, Map.of());
    }

    Map<String, Object> body() {
        Map<String, Object> body = new HashMap<>();
        body.put("knowledge_base", base);
        body.put("query", text);
        body.put("mode", mode.said());
        body.put("top_k", topK);
        body.put("min_score", 0);
        if (!metadata.isEmpty()) {
            body.put("filter", Map.of("metadata", metadata));
        }
        return body;
    }
}
