package dev.millrace.postprocess.run;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A line's tags as the column that keeps them. */
final class Tags {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Tags() {}

    static String json(Map<String, String> tags) {
        ObjectNode object = JSON.createObjectNode();
        tags.forEach(object::put);
        return object.toString();
    }

    static Map<String, String> of(String json) {
        Map<String, String> tags = new HashMap<>();
        JSON.readTree(json)
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().stringValue()));
        return tags;
    }
}
