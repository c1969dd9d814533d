package dev.millrace.provider.faults;

import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a vendor's embedding wire says: a column of the table for embeddings.
 *
 * @param vendor its name, its adapter and its refusals
 * @param told what is answered: the vectors as JSON, with 11 tokens in, or not a word of them
 */
record EmbeddingWords(VendorWords vendor, Told told) {

    /** They do not embed. */
    static final Set<String> NONE = Set.of("anthropic", "deepseek");

    /** The answer with those vectors. */
    @FunctionalInterface
    interface Told {
        String json(String[] vectors, boolean usage);
    }

    static EmbeddingWords[] all() {
        return Stream.of(VendorWords.all())
                .filter(words -> !words.name().equals("responses"))
                .filter(words -> !NONE.contains(words.name()))
                .map(words -> new EmbeddingWords(words, told(words.name())))
                .toArray(EmbeddingWords[]::new);
    }

    private static Told told(String name) {
        return switch (name) {
            case "gemini" ->
                    (vectors, usage) ->
                            "{\"embeddings\":[%s]%s}"
                                    .formatted(
                                            joined(vectors, each -> "{\"values\":" + each + "}"),
                                            usage
                                                    ? ",\"usageMetadata\":{\"promptTokenCount\":11}"
                                                    : "");
            case "ollama" ->
                    (vectors, usage) ->
                            "{\"model\":\"m-1\",\"embeddings\":[%s]%s}"
                                    .formatted(
                                            joined(vectors, each -> each),
                                            usage ? ",\"prompt_eval_count\":11" : "");
            default ->
                    (vectors, usage) ->
                            "{\"object\":\"list\",\"model\":\"m-1\",\"data\":[%s]%s}"
                                    .formatted(
                                            joined(
                                                    vectors,
                                                    each ->
                                                            "{\"object\":\"embedding\",\"embedding\":"
                                                                    + each
                                                                    + "}"),
                                            usage
                                                    ? ",\"usage\":{\"prompt_tokens\":11,\"total_tokens\":11}"
                                                    : "");
        };
    }

    private static String joined(String[] vectors, Function<String, String> item) {
        return Stream.of(vectors).map(item).collect(Collectors.joining(","));
    }

    String vectors(String... vectors) {
        return told.json(vectors, true);
    }

    String uncounted(String... vectors) {
        return told.json(vectors, false);
    }
}
