package dev.millrace.standalone.eval;

import dev.millrace.standalone.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Documents, questions and what answers them, in the formats such collections come in.
 *
 * @param documents of JSON lines {@code id}, {@code text} and perhaps {@code title}
 * @param questions of JSON lines {@code id} and {@code text}
 * @param judged by question; of lines {@code question document relevance}, of TREC's {@code
 *     question iteration document relevance}, or of BEIR's, which begin with the names of the
 *     columns
 */
record Corpus(List<Item> documents, List<Item> questions, Map<String, Judged> judged) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A document or a question. */
    record Item(String id, String title, String text) {

        /** The title, unless the text begins with it anyway. */
        String whole() {
            return title.isBlank() || text.startsWith(title) ? text : title + "\n\n" + text;
        }
    }

    /**
     * @throws Refusal naming the file and line that is not as it should be
     */
    static Corpus read(Path documents, Path questions, Path judgements) {
        return new Corpus(items(documents), items(questions), judgements(judgements));
    }

    private static List<Item> items(Path file) {
        List<Item> items = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        lines(
                file,
                (line, number) -> {
                    Item item = item(line, file, number);
                    if (!ids.add(item.id())) {
                        throw wrong(file, number, "the id is there twice");
                    }
                    items.add(item);
                });
        if (items.isEmpty()) {
            throw new Refusal("Nothing is in " + file);
        }
        return items;
    }

    private static Item item(String line, Path file, int number) {
        try {
            JsonNode json = JSON.readTree(line);
            String id = json.path("id").asString(json.path("_id").asString(""));
            JsonNode text = json.path("text");
            if (id.isEmpty() || !text.isString()) {
                throw wrong(file, number, "id or text is missing");
            }
            return new Item(id, json.path("title").asString(""), text.asString());
        } catch (JacksonException notJson) {
            throw wrong(file, number, "it is no JSON");
        }
    }

    private static Map<String, Judged> judgements(Path file) {
        Map<String, Map<String, Integer>> gains = new HashMap<>();
        lines(
                file,
                (line, number) -> {
                    String[] fields = line.strip().split("\\s+", -1);
                    if (fields.length < 3 || fields.length > 4) {
                        throw wrong(file, number, "it has neither three nor four columns");
                    }
                    String gain = fields[fields.length - 1];
                    if (number == 1 && !isNumber(gain)) {
                        return;
                    }
                    if (!isNumber(gain)) {
                        throw wrong(file, number, "its last column is no number");
                    }
                    gains.computeIfAbsent(fields[0], _ -> new HashMap<>())
                            .merge(fields[fields.length - 2], Integer.valueOf(gain), Math::max);
                });
        Map<String, Judged> judged = new HashMap<>();
        gains.forEach((question, of) -> judged.put(question, new Judged(of)));
        return judged;
    }

    private static boolean isNumber(String text) {
        return text.matches("-?\\d{1,9}");
    }

    private static void lines(Path file, Line each) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    each.accept(line, number);
                }
            }
        } catch (IOException e) {
            throw new Refusal("%s cannot be read as UTF-8 text".formatted(file), e);
        }
    }

    private static Refusal wrong(Path file, int line, String why) {
        return new Refusal("Line %d of %s: %s".formatted(line, file, why));
    }

    /** A line of a file. */
    @FunctionalInterface
    private interface Line {
        void accept(String line, int number);
    }
}
