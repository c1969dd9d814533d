package dev.millrace.provider.structured;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.Messages;
import dev.millrace.provider.attempt.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as a model is asked it.
 *
 * @param mode how
 * @param body for the adapter
 * @param tool the function whose parameters are the answer; empty when there is none
 */
record Asked(Mode mode, RequestBody body, String tool) {

    private static final byte[] JSON_OBJECT =
            "{\"type\":\"json_object\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUIRED = "\"required\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = "[]".getBytes(StandardCharsets.US_ASCII);

    /** Characters of an answer that are shown to the model again. */
    private static final int LONGEST_QUOTE = 32_768;

    private static final int LONGEST_COMPLAINT = 300;

    /**
     * Puts the wish into words or members that the model understands.
     *
     * @throws IllegalArgumentException when the body has no list of messages
     */
    static Asked of(Mode mode, Wish wish, RequestBody body) {
        return switch (mode) {
            case NATIVE -> new Asked(mode, body, "");
            case TOOLS -> {
                Choice choice = Choice.of(body);
                yield choice == Choice.OWN
                        ? told(Mode.PROMPT, wish, body)
                        : tools(wish, body, choice);
            }
            case JSON_OBJECT, PROMPT -> told(mode, wish, body);
        };
    }

    private static Asked told(Mode mode, Wish wish, RequestBody body) {
        Map<String, byte[]> set =
                mode == Mode.JSON_OBJECT ? Map.of(Wish.FORMAT, JSON_OBJECT) : Map.of();
        RequestBody told = Messages.instructed(body, instructions(wish, body.has("tools")));
        return new Asked(
                mode, RequestBody.parse(told.rewritten(set, Map.of(), Set.of(Wish.FORMAT))), "");
    }

    private static String instructions(Wish wish, boolean tools) {
        String unless = tools ? " unless you call a function" : "";
        ObjectNode schema = wish.schema();
        return schema == null
                ? "Answer with one JSON object and nothing else"
                        + unless
                        + ": no words around it, no code fence."
                : "Answer with one JSON value that fits the JSON schema below and nothing else"
                        + unless
                        + ": no words around it, no code fence.\n\nJSON schema:\n"
                        + schema;
    }

    /** What the caller says of functions of its own. */
    private enum Choice {
        /** It has none, or none that may be called. */
        NONE,
        /** They may be called. */
        FREE,
        /** One of them must be called: no JSON is owed. */
        OWN;

        static Choice of(RequestBody body) {
            if (tools(body).length <= 2) {
                return NONE;
            }
            byte[] given = body.value("tool_choice").orElse(null);
            JsonNode choice = given == null ? null : Json.MAPPER.readTree(given);
            if (choice == null || choice.isNull()) {
                return FREE;
            }
            return switch (choice.asString("")) {
                case "none" -> NONE;
                case "auto" -> FREE;
                default -> OWN;
            };
        }
    }

    private static byte[] tools(RequestBody body) {
        byte[] tools = body.value("tools").orElse(NOTHING);
        return tools[0] == '[' ? tools : NOTHING;
    }

    private static Asked tools(Wish wish, RequestBody body, Choice choice) {
        byte[] tools = tools(body);
        String name = name(wish, tools);
        ObjectNode function = Json.MAPPER.createObjectNode().put("name", name);
        function.put("description", "Gives the answer. Always answer by calling this function.");
        function.set("parameters", wish.schema());
        ObjectNode tool = Json.MAPPER.createObjectNode().put("type", "function");
        tool.set("function", function);
        Map<String, byte[]> set = new LinkedHashMap<>();
        set.put("tools", Messages.appended(tools, Json.bytes(tool)));
        if (choice == Choice.FREE) {
            set.put("tool_choice", REQUIRED);
        } else {
            ObjectNode forced = Json.MAPPER.createObjectNode().put("type", "function");
            forced.putObject("function").put("name", name);
            set.put("tool_choice", Json.bytes(forced));
            set.put("parallel_tool_calls", FALSE);
        }
        return new Asked(
                Mode.TOOLS,
                RequestBody.parse(body.rewritten(set, Map.of(), Set.of(Wish.FORMAT))),
                name);
    }

    /** The schema's name, as far as a function may have it and no other has. */
    private static String name(Wish wish, byte[] tools) {
        Set<String> taken = new HashSet<>();
        for (JsonNode tool : Json.MAPPER.readTree(tools)) {
            taken.add(Json.text(tool.path("function"), "name"));
        }
        String name = wish.name().replaceAll("[^a-zA-Z0-9_-]", "_");
        if (name.isEmpty() || name.length() > 64 || taken.contains(name)) {
            name = "structured_answer";
        }
        while (taken.contains(name)) {
            name += "_";
        }
        return name;
    }

    /**
     * The caller's request with what the model answered and what is wrong with it.
     *
     * @param body as the caller, or the question before, has it
     * @param shown the model has been shown the schema, or is held to it
     */
    static RequestBody again(
            RequestBody body, Wish wish, String answer, List<Complaint> complaints, boolean shown) {
        StringBuilder words = new StringBuilder("That is not the JSON that was asked for.");
        for (Complaint complaint : complaints) {
            String told = complaint.told();
            words.append("\n- ").append(told, 0, Math.min(told.length(), LONGEST_COMPLAINT));
        }
        words.append("\nGive the whole answer again, corrected. ");
        words.append(
                shown
                        ? "Answer with JSON and nothing else."
                        : instructions(wish, body.has("tools")));
        RequestBody next = body;
        if (!answer.isBlank() && answer.length() <= LONGEST_QUOTE) {
            next = Messages.followed(next, "assistant", answer);
        }
        next = Messages.followed(next, "user", words.toString());
        return RequestBody.parse(
                next.rewritten(Map.of(Wish.MEMBER, wish.member()), Map.of(), Set.of()));
    }
}
