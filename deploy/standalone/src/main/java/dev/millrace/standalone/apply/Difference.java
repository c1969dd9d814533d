package dev.millrace.standalone.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What differs between two trees, member by member. Nothing, null and empty are the same. */
final class Difference {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Difference() {}

    /** A line for each member: what is new, what goes, and what changes. */
    static List<String> lines(JsonNode before, JsonNode after) {
        Map<String, JsonNode> old = flat(before);
        Map<String, JsonNode> fresh = flat(after);
        List<String> lines = new ArrayList<>();
        TreeSet<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(fresh.keySet());
        for (String path : paths) {
            JsonNode was = old.get(path);
            JsonNode is = fresh.get(path);
            if (was == null && is != null) {
                lines.add(path + ": " + text(is));
            } else if (was != null && is == null) {
                lines.add(path + ": " + text(was) + " goes");
            } else if (was != null && is != null && !same(was, is)) {
                lines.add(path + ": " + text(was) + " -> " + text(is));
            }
        }
        return lines;
    }

    private static String text(JsonNode value) {
        return JSON.writeValueAsString(value);
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return (one.isNumber() && other.isNumber())
                ? one.decimalValue().compareTo(other.decimalValue()) == 0
                : Objects.equals(one, other);
    }

    private static Map<String, JsonNode> flat(JsonNode tree) {
        Map<String, JsonNode> flat = new LinkedHashMap<>();
        add(flat, "", tree);
        return flat;
    }

    private static void add(Map<String, JsonNode> flat, String path, JsonNode node) {
        switch (node) {
            case ObjectNode object ->
                    object.properties()
                            .forEach(
                                    one ->
                                            add(
                                                    flat,
                                                    path.isEmpty()
                                                            ? one.getKey()
                                                            : path + "." + one.getKey(),
                                                    one.getValue()));
            case ArrayNode list -> {
                for (int i = 0; i < list.size(); i++) {
                    add(flat, path + "[" + i + "]", list.get(i));
                }
            }
            default -> {
                if (!node.isNull() && !node.isMissingNode()) {
                    flat.put(path, node);
                }
            }
        }
    }
}
