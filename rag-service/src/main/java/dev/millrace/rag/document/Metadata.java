package dev.millrace.rag.document;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is said of a document in pairs of words: bounded like the tags of a request. */
final class Metadata {

    private static final int MOST = 16;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 512;
    private static final JsonMapper JSON = JsonMapper.shared();

    private Metadata() {}

    /** Missing and null are none. */
    static Map<String, String> of(JsonNode metadata) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (metadata.isMissingNode() || metadata.isNull()) {
            return pairs;
        }
        if (!metadata.isObject()) {
            throw ApiException.at("metadata", ErrorCode.INVALID_TYPE, "object");
        }
        rule(metadata.size() <= MOST, "metadata", "0 – " + MOST + " elements");
        for (Map.Entry<String, JsonNode> pair : metadata.properties()) {
            String name = pair.getKey();
            rule(
                    !name.isEmpty() && name.length() <= LONGEST_NAME && storable(name),
                    "metadata",
                    "names of 1 – " + LONGEST_NAME + " characters");
            if (!pair.getValue().isString()) {
                throw ApiException.at("metadata." + name, ErrorCode.INVALID_TYPE, "string");
            }
            String value = pair.getValue().stringValue();
            rule(
                    value.length() <= LONGEST_VALUE && storable(value),
                    "metadata." + name,
                    "0 – " + LONGEST_VALUE + " characters");
            pairs.put(name, value);
        }
        return pairs;
    }

    /** From a form field. */
    static Map<String, String> parse(String field) {
        try {
            return of(JSON.readTree(field));
        } catch (JacksonException e) {
            throw ApiException.at("metadata", ErrorCode.INVALID_TYPE, "object");
        }
    }

    /** As the column keeps it. */
    static String json(Map<String, String> pairs) {
        ObjectNode object = JSON.createObjectNode();
        pairs.forEach(object::put);
        return object.toString();
    }

    static Map<String, String> ofColumn(String json) {
        Map<String, String> pairs = new LinkedHashMap<>();
        JSON.readTree(json)
                .properties()
                .forEach(pair -> pairs.put(pair.getKey(), pair.getValue().asString("")));
        return pairs;
    }

    /** PostgreSQL keeps no zero characters, and half a pair is no text. */
    private static boolean storable(String text) {
        return text.codePoints()
                .allMatch(
                        c ->
                                c != 0
                                        && !(c >= Character.MIN_SURROGATE
                                                && c <= Character.MAX_SURROGATE));
    }

    private static void rule(boolean kept, String param, String allowed) {
        if (!kept) {
            throw ApiException.at(param, ErrorCode.INVALID_VALUE, allowed);
        }
    }
}
