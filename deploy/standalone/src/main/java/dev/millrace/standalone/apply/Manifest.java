package dev.millrace.standalone.apply;

import dev.millrace.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The operator's file.
 *
 * @param providers by id, in the order of the file; null when it does not speak of providers
 * @param groups by name; null when it does not speak of model groups
 */
record Manifest(
        @Nullable Map<String, ObjectNode> providers, @Nullable Map<String, ObjectNode> groups) {

    static final String PROVIDERS = "providers";
    static final String GROUPS = "model_groups";

    private static final Set<String> SECTIONS = Set.of(PROVIDERS, GROUPS);

    /**
     * @throws Refusal saying what is wrong with it
     */
    static Manifest read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new Refusal("%s cannot be read".formatted(file), e);
        }
        JsonNode root = YamlText.read(text, file.toString());
        if (!root.isObject()) {
            throw new Refusal("%s says neither providers nor model_groups".formatted(file));
        }
        for (String section : root.propertyNames()) {
            if (!SECTIONS.contains(section)) {
                throw new Refusal(
                        "%s: '%s' is neither providers nor model_groups".formatted(file, section));
            }
        }
        return new Manifest(section(root, PROVIDERS, "id"), section(root, GROUPS, "name"));
    }

    private static @Nullable Map<String, ObjectNode> section(
            JsonNode root, String name, String key) {
        JsonNode list = root.path(name);
        if (list.isMissingNode()) {
            return null;
        }
        Map<String, ObjectNode> items = new LinkedHashMap<>();
        if (list.isNull()) {
            return items;
        }
        if (!list.isArray()) {
            throw new Refusal("'%s' must be a list".formatted(name));
        }
        for (int i = 0; i < list.size(); i++) {
            String id = list.get(i).path(key).asString("");
            if (!(list.get(i) instanceof ObjectNode item) || id.isEmpty()) {
                throw new Refusal("%s[%d] has no %s".formatted(name, i, key));
            }
            if (items.put(id, item) != null) {
                throw new Refusal("%s[%d]: '%s' is there twice".formatted(name, i, id));
            }
        }
        return items;
    }
}
