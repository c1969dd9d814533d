package dev.millrace.provider.chat;

import dev.millrace.provider.attempt.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A conversation at random, as a caller sends it, and what it means. */
final class RandomConversation {

    private static final List<String> WORDS =
            List.of("rain", "é", "雪", "😀", "\"x\"", "a\\b", "1 < 2", "{}", "null");

    private final Random random;
    final ObjectNode body = Json.MAPPER.createObjectNode();
    final Meaning meaning = new Meaning();
    private final ArrayNode messages;
    private int calls;

    RandomConversation(Random random) {
        this.random = random;
        messages = body.putArray("messages");
        if (random.nextBoolean()) {
            system();
        }
        user();
        for (int turn = random.nextInt(4); turn > 0; turn--) {
            assistant();
            user();
        }
        tools();
        body.put("temperature", random.nextInt(10) / 10.0);
        body.put("max_tokens", 100 + random.nextInt(1_000));
        body.putArray("stop").add("END" + random.nextInt(9));
        meaning.parameters.add("temperature " + body.path("temperature").asDouble());
        meaning.parameters.add("limit " + body.path("max_tokens").asInt());
        meaning.parameters.add("stop " + body.path("stop").path(0).asString());
    }

    private String text() {
        StringBuilder text = new StringBuilder("t" + random.nextInt(10_000));
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.append('.').toString();
    }

    private void system() {
        String text = text();
        messages.addObject()
                .put("role", random.nextInt(3) == 0 ? "developer" : "system")
                .put("content", text);
        meaning.said("system", text);
    }

    private void user() {
        ObjectNode message = messages.addObject().put("role", "user");
        if (random.nextInt(3) > 0) {
            String text = text();
            message.put("content", text);
            meaning.said("user", text);
            return;
        }
        ArrayNode parts = message.putArray("content");
        for (int i = random.nextInt(3); i >= 0; i--) {
            String text = text();
            parts.addObject().put("type", "text").put("text", text);
            meaning.said("user", text);
            if (random.nextBoolean()) {
                String data = "aW1n" + (1_000 + random.nextInt(9_000));
                parts.addObject()
                        .put("type", "image_url")
                        .putObject("image_url")
                        .put("url", "data:image/png;base64," + data);
                meaning.shown("user", data);
            }
        }
    }

    private void assistant() {
        ObjectNode message = messages.addObject().put("role", "assistant");
        boolean calling = random.nextBoolean();
        if (!calling || random.nextBoolean()) {
            String text = text();
            message.put("content", text);
            meaning.said("assistant", text);
        } else {
            message.putNull("content");
        }
        if (!calling) {
            return;
        }
        ArrayNode list = message.putArray("tool_calls");
        List<String> made = new ArrayList<>();
        for (int n = random.nextInt(3); n >= 0; n--) {
            String id = "call_" + calls++;
            String name = "f" + random.nextInt(3);
            ObjectNode arguments =
                    Json.MAPPER.createObjectNode().put("q", text()).put("n", random.nextInt(99));
            list.addObject()
                    .put("id", id)
                    .put("type", "function")
                    .putObject("function")
                    .put("name", name)
                    .put("arguments", arguments.toString());
            meaning.called(id, name, arguments);
            made.add(id + " " + name);
        }
        for (String each : made) {
            String id = each.substring(0, each.indexOf(' '));
            String text = text();
            messages.addObject().put("role", "tool").put("tool_call_id", id).put("content", text);
            meaning.given(id, each.substring(each.indexOf(' ') + 1), text);
        }
    }

    private void tools() {
        ArrayNode tools = body.putArray("tools");
        for (int i = 0; i < 3; i++) {
            String description = text();
            ObjectNode function = tools.addObject().put("type", "function").putObject("function");
            function.put("name", "f" + i).put("description", description);
            ObjectNode parameters = function.putObject("parameters").put("type", "object");
            parameters.putObject("properties").putObject("q" + i).put("type", "string");
            meaning.tools.add("f" + i + " " + description + " " + parameters.path("properties"));
        }
    }
}
