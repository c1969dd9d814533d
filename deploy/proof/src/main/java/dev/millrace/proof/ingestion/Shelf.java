package dev.millrace.proof.ingestion;

import dev.millrace.proof.knowledge.Kb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/**
 * All that a knowledge base shows of its documents, by name.
 *
 * @param twice names that more than one document has
 */
record Shelf(Map<String, Book> books, List<String> twice) {

    private static final int AT_ONCE = 6;

    /**
     * A document.
     *
     * @param code of its failure, or empty
     * @param counted chunks it says it has
     * @param chunks those that are listed, in order
     */
    record Book(String id, String state, String code, long counted, List<Piece> chunks) {}

    /** A chunk, without its id. */
    record Piece(int ordinal, int start, int end, String heading, String text) {}

    static Shelf read(Kb kb, String base) throws InterruptedException {
        Map<String, Book> books = new HashMap<>();
        List<String> twice = new ArrayList<>();
        try (ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE)) {
            Map<JsonNode, Future<List<JsonNode>>> pieces = new HashMap<>();
            for (JsonNode document : kb.documents(base)) {
                String id = document.path("id").asString("");
                pieces.put(document, readers.submit(() -> kb.chunks(base, id)));
            }
            for (Map.Entry<JsonNode, Future<List<JsonNode>>> one : pieces.entrySet()) {
                String name = one.getKey().path("name").asString("");
                if (books.put(name, book(one.getKey(), one.getValue().get())) != null) {
                    twice.add(name);
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return new Shelf(books, twice);
    }

    private static Book book(JsonNode document, List<JsonNode> chunks) {
        return new Book(
                document.path("id").asString(""),
                document.path("state").asString(""),
                document.path("failure").path("code").asString(""),
                document.path("chunks").asLong(-1),
                chunks.stream()
                        .map(
                                chunk ->
                                        new Piece(
                                                chunk.path("ordinal").asInt(-1),
                                                chunk.path("start").asInt(-1),
                                                chunk.path("end").asInt(-1),
                                                chunk.path("heading").toString(),
                                                chunk.path("text").asString("")))
                        .toList());
    }

    long in(String state) {
        return books.values().stream().filter(book -> book.state().equals(state)).count();
    }

    long chunks() {
        return books.values().stream().mapToLong(book -> book.chunks().size()).sum();
    }
}
