package dev.millrace.router.group;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object and where it stands: what is wrong in it is refused by its path. An absent member
 * and one that is null are the same.
 */
record Fields(JsonNode object, String path) {

    /**
     * Takes an object.
     *
     * @param path empty for the body itself
     */
    static Fields of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw wrongType(path, "object");
        }
        return new Fields(node, path);
    }

    /** Refuses every other member. */
    void only(Set<String> names) {
        for (String name : object.propertyNames()) {
            if (!names.contains(name)) {
                throw ApiException.at(at(name), ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    boolean has(String name) {
        return !object.path(name).isMissingNode() && !object.path(name).isNull();
    }

    Fields required(String name) {
        if (!has(name)) {
            throw ApiException.at(at(name), ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        return this;
    }

    String text(String name) {
        return text(object.path(name), at(name));
    }

    static String text(JsonNode node, String path) {
        if (!node.isString()) {
            throw wrongType(path, "string");
        }
        return node.stringValue();
    }

    @Nullable Long whole(String name, long from, long to) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = object.path(name);
        if (!value.isIntegralNumber()) {
            throw wrongType(at(name), "integer");
        }
        if (!value.canConvertToLong() || value.longValue() < from || value.longValue() > to) {
            throw ApiException.at(at(name), ErrorCode.INVALID_VALUE, from + "–" + to);
        }
        return value.longValue();
    }

    /** The items of a list, and none when there is no list. */
    List<Item> items(String name, int least, int most) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode list = object.path(name);
        if (!list.isArray()) {
            throw wrongType(at(name), "array");
        }
        if (list.size() < least || list.size() > most) {
            throw ApiException.at(
                    at(name), ErrorCode.INVALID_VALUE, least + "–" + most + " entries");
        }
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            items.add(new Item(list.get(i), at(name) + "[" + i + "]"));
        }
        return items;
    }

    record Item(JsonNode node, String path) {

        Fields fields() {
            return Fields.of(node, path);
        }

        String text() {
            return Fields.text(node, path);
        }
    }

    private static ApiException wrongType(String path, String type) {
        return path.isEmpty()
                ? ApiException.of(ErrorCode.INVALID_TYPE, type)
                : ApiException.at(path, ErrorCode.INVALID_TYPE, type);
    }
}
