package dev.millrace.provider.anthropic;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.protocol.DataUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The content of a message: text, images and PDF files. */
final class Blocks {

    private Blocks() {}

    static ArrayNode of(JsonNode content) throws ProviderException {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        add(content, blocks);
        return blocks;
    }

    /** Empty texts are left out: they are refused. */
    static void add(JsonNode content, ArrayNode blocks) throws ProviderException {
        if (content.isString()) {
            text(content.stringValue(), blocks);
            return;
        }
        for (JsonNode part : content) {
            int before = blocks.size();
            add(part, Json.text(part, "type"), blocks);
            if (part.has("cache_control")
                    && blocks.size() > before
                    && blocks.get(before) instanceof ObjectNode block) {
                block.set("cache_control", part.get("cache_control"));
            }
        }
    }

    private static void add(JsonNode part, String type, ArrayNode blocks) throws ProviderException {
        switch (type) {
            case "text", "input_text" -> text(Json.text(part, "text"), blocks);
            case "refusal" -> text(Json.text(part, "refusal"), blocks);
            case "image_url" -> {
                String url = Json.text(part.path("image_url"), "url");
                blocks.addObject().put("type", "image").set("source", source(url));
            }
            case "file" -> file(part.path("file"), blocks);
            case "input_audio" ->
                    throw MessagesBody.refusal("messages", "This provider takes no audio.");
            // A block of Anthropic's own.
            default -> blocks.add(part);
        }
    }

    private static void text(String text, ArrayNode blocks) {
        if (!text.isEmpty()) {
            blocks.addObject().put("type", "text").put("text", text);
        }
    }

    private static void file(JsonNode file, ArrayNode blocks) throws ProviderException {
        String data = Json.text(file, "file_data");
        if (data.isEmpty()) {
            throw MessagesBody.refusal(
                    "messages", "This provider takes a file's content, not its id.");
        }
        ObjectNode block = blocks.addObject().put("type", "document");
        block.set("source", source(data));
        String name = Json.text(file, "filename");
        if (!name.isEmpty()) {
            block.put("title", name);
        }
    }

    private static ObjectNode source(String url) {
        ObjectNode source = Json.MAPPER.createObjectNode();
        DataUrl.of(url)
                .ifPresentOrElse(
                        data ->
                                source.put("type", "base64")
                                        .put("media_type", data.type())
                                        .put("data", data.base64()),
                        () -> source.put("type", "url").put("url", url));
        return source;
    }
}
