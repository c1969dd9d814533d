package dev.millrace.gateway.replies;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client has read of an answer, or will: for each choice the line of its fields' text, in
 * the order in which it was written. Streamed deltas and the finished message of one completion
 * give the same text. The finish reason is its last piece.
 *
 * <p>Deltas are kept unparsed and folded in handfuls: most streams never need their text, and long
 * ones should not keep a buffer for each token.
 */
final class AnswerText {

    private static final int HANDFUL = 64;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<Integer, List<Piece>> choices = new TreeMap<>();
    private final List<byte[]> unread = new ArrayList<>();

    /** Text of one field; neighbours of the same field are one piece. */
    private record Piece(String field, StringBuilder text) {}

    /** The text of a finished completion's `choices`. */
    static AnswerText finished(byte[] choices) {
        AnswerText text = new AnswerText();
        text.read(JSON.readTree(choices), "message");
        return text;
    }

    /** Appends the `choices` of a chunk. */
    void add(byte[] delta) {
        unread.add(delta);
        if (unread.size() >= HANDFUL) {
            fold();
        }
    }

    boolean isEmpty() {
        fold();
        return choices.isEmpty();
    }

    /** True when {@code shown} is a beginning of this text, in every choice. */
    boolean beginsWith(AnswerText shown) {
        fold();
        shown.fold();
        return shown.choices.entrySet().stream()
                .allMatch(e -> begins(of(e.getKey()), e.getValue()));
    }

    /** True when the two texts could still be the same answer: one begins with the other. */
    boolean agreesWith(AnswerText other) {
        fold();
        other.fold();
        return choices.entrySet().stream()
                .allMatch(
                        e ->
                                begins(e.getValue(), other.of(e.getKey()))
                                        || begins(other.of(e.getKey()), e.getValue()));
    }

    /** Chunk `choices` that bring a reader of {@code shown}, a beginning of this, to its end. */
    List<byte[]> beyond(AnswerText shown) {
        List<byte[]> rest = new ArrayList<>();
        for (Map.Entry<Integer, List<Piece>> choice : choices.entrySet()) {
            List<Piece> seen = shown.of(choice.getKey());
            List<Piece> all = choice.getValue();
            for (int i = Math.max(0, seen.size() - 1); i < all.size(); i++) {
                int from = i < seen.size() ? seen.get(i).text().length() : 0;
                String text = all.get(i).text().substring(from);
                if (!text.isEmpty()) {
                    rest.add(chunk(choice.getKey(), all.get(i).field(), text));
                }
            }
        }
        return rest;
    }

    private List<Piece> of(int choice) {
        return choices.getOrDefault(choice, List.of());
    }

    private static boolean begins(List<Piece> all, List<Piece> beginning) {
        if (beginning.size() > all.size()) {
            return false;
        }
        for (int i = 0; i < beginning.size(); i++) {
            Piece part = beginning.get(i);
            Piece whole = all.get(i);
            boolean last = i == beginning.size() - 1;
            if (!part.field().equals(whole.field())
                    || part.text().length() > whole.text().length()
                    || (!last && part.text().length() != whole.text().length())
                    || whole.text().indexOf(part.text().toString()) != 0) {
                return false;
            }
        }
        return true;
    }

    private void fold() {
        for (byte[] delta : unread) {
            read(JSON.readTree(delta), "delta");
        }
        unread.clear();
    }

    private void read(JsonNode array, String part) {
        for (JsonNode choice : array) {
            int index = choice.path("index").asInt(0);
            for (Map.Entry<String, JsonNode> field : choice.path(part).properties()) {
                switch (field.getKey()) {
                    case "role" -> {}
                    case "tool_calls" -> toolCalls(index, field.getValue());
                    default -> append(index, field.getKey(), field.getValue());
                }
            }
            append(index, "finish_reason", choice.path("finish_reason"));
        }
    }

    private void toolCalls(int index, JsonNode calls) {
        int position = 0;
        for (JsonNode call : calls) {
            String name = "tool_calls." + call.path("index").asInt(position++) + ".";
            append(index, name + "id", call.path("id"));
            append(index, name + "name", call.path("function").path("name"));
            append(index, name + "arguments", call.path("function").path("arguments"));
        }
    }

    private void append(int index, String field, JsonNode value) {
        String text = value.isString() ? value.stringValue() : other(value);
        if (text.isEmpty()) {
            return;
        }
        List<Piece> pieces = choices.computeIfAbsent(index, _ -> new ArrayList<>());
        if (!pieces.isEmpty() && pieces.getLast().field().equals(field)) {
            pieces.getLast().text().append(text);
        } else {
            pieces.add(new Piece(field, new StringBuilder(text)));
        }
    }

    /** Audio, annotations and whatever comes next count by their JSON: equal or not. */
    private static String other(JsonNode value) {
        boolean nothing =
                value.isMissingNode() || value.isNull() || (value.isContainer() && value.isEmpty());
        return nothing ? "" : value.toString();
    }

    private static byte[] chunk(int index, String field, String text) {
        ArrayNode array = JSON.createArrayNode();
        ObjectNode choice = array.addObject();
        choice.put("index", index);
        ObjectNode delta = choice.putObject("delta");
        choice.putNull("finish_reason");
        if (field.equals("finish_reason")) {
            choice.put("finish_reason", text);
        } else if (field.startsWith("tool_calls.")) {
            String[] path = field.split("\\.", -1);
            ObjectNode call = delta.putArray("tool_calls").addObject();
            call.put("index", Integer.parseInt(path[1]));
            switch (path[2]) {
                case "id" -> call.put("id", text).put("type", "function");
                default -> call.putObject("function").put(path[2], text);
            }
        } else {
            delta.put(field, text);
        }
        return JSON.writeValueAsBytes(array);
    }
}
