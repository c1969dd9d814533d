package dev.millrace.provider.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ReasoningItemsTest {

    private static final ResponsesChat CHAT =
            new ResponsesChat(
                    (_, _) -> new ProviderFailure.Interrupted(),
                    _ -> new ProviderFailure.Interrupted());

    private static ChatCall call(byte[] body) {
        return new ChatCall("gpt-5.6", RequestBody.parse(body), false, Instant.EPOCH);
    }

    /** A message first or none at all, then calls; each may have thoughts before it. */
    private static List<String> output(Random random) {
        List<String> items = new ArrayList<>();
        if (random.nextBoolean()) {
            thoughts(random, items);
            items.add(Wire.message("text " + random.nextInt()));
        }
        int calls = random.nextInt(items.isEmpty() ? 1 : 0, 5);
        for (int i = 0; i < calls; i++) {
            thoughts(random, items);
            items.add(Wire.call("c" + i, "f" + random.nextInt(3), "{\"a\":" + i + "}"));
        }
        return items;
    }

    private static void thoughts(Random random, List<String> items) {
        for (int i = random.nextInt(3); i > 0; i--) {
            items.add(Wire.reasoning("rs_" + items.size(), "sealed " + random.nextInt()));
        }
    }

    /** What the API's own client would send back: the output as it came. */
    private static List<String> ownHistory(List<String> output) {
        List<String> history = new ArrayList<>();
        boolean thought = false;
        for (String json : output) {
            ObjectNode item = (ObjectNode) Json.MAPPER.readTree(json);
            boolean reasoning = Json.text(item, "type").equals("reasoning");
            if (!reasoning && !thought) {
                // Nothing hangs on their ids.
                item.remove("id");
            }
            history.add(Json.text(item, "id") + Json.text(item, "call_id") + item.path("type"));
            thought = reasoning;
        }
        return history;
    }

    @Test
    void everyThoughtComesBackBesideWhatItLedTo() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            List<String> output = output(random);
            String response = Wire.response("completed", output.toArray(String[]::new));
            Answer answer =
                    CHAT.answer(
                            call("{}".getBytes(StandardCharsets.UTF_8)),
                            (ObjectNode) Json.MAPPER.readTree(response));
            ArrayNode messages = Json.MAPPER.createArrayNode();
            messages.add(Json.MAPPER.readTree(answer.output()).at("/0/message"));
            byte[] next = Json.bytes(Json.MAPPER.createObjectNode().set("messages", messages));
            JsonNode input = Json.MAPPER.readTree(CHAT.request(call(next)).body()).path("input");
            List<String> sent = new ArrayList<>();
            input.forEach(
                    item ->
                            sent.add(
                                    Json.text(item, "id")
                                            + Json.text(item, "call_id")
                                            + (item.has("type")
                                                    ? item.path("type")
                                                    : "\"message\"")));
            assertThat(sent).as("seed %d, try %d", seed, i).isEqualTo(ownHistory(output));
            String sealed = input.toString();
            assertThat(output)
                    .as("seed %d, try %d", seed, i)
                    .filteredOn(item -> item.contains("\"reasoning\""))
                    .allSatisfy(item -> assertThat(sealed).contains(item));
        }
    }

    @Test
    void aStreamTellsTheSameThoughtsAsTheWhole() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            List<String> output = output(random);
            JsonNode whole = message(Wire.response("completed", output.toArray(String[]::new)));
            List<ObjectNode> deltas = new ArrayList<>();
            ResponseEvents events = new ResponseEvents(_ -> new ProviderFailure.Interrupted());
            for (String json : events(output)) {
                for (JsonNode choice :
                        events.read(json.getBytes(StandardCharsets.UTF_8)).choices()) {
                    deltas.add((ObjectNode) choice.path("delta"));
                }
            }
            List<String> items = new ArrayList<>();
            deltas.forEach(
                    delta ->
                            delta.path("reasoning_items")
                                    .forEach(item -> items.add(item.toString())));
            List<String> expected = new ArrayList<>();
            whole.path("reasoning_items").forEach(item -> expected.add(item.toString()));
            assertThat(items).as("seed %d, try %d", seed, i).isEqualTo(expected);
        }
    }

    private static JsonNode message(String response) throws Exception {
        Answer answer =
                CHAT.answer(
                        call("{}".getBytes(StandardCharsets.UTF_8)),
                        (ObjectNode) Json.MAPPER.readTree(response));
        return Json.MAPPER.readTree(answer.output()).at("/0/message");
    }

    private static List<String> events(List<String> output) {
        return Stream.iterate(0, i -> i < output.size(), i -> i + 1)
                .flatMap(i -> Stream.of(Wire.added(i, output.get(i)), Wire.done(i, output.get(i))))
                .map(event -> event.substring(event.indexOf("data: ") + 6).trim())
                .collect(Collectors.toList());
    }
}
