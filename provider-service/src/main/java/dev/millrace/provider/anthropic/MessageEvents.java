package dev.millrace.provider.anthropic;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.StreamPart;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of a message's stream. What a model thinks becomes {@code reasoning_content}; the
 * blocks it came in, whose signatures have to be sent back with tool results, become {@code
 * thinking_blocks} when they are whole.
 */
final class MessageEvents implements EventReader {

    private final AnthropicUsage usage = new AnthropicUsage();
    private final Map<Integer, Block> blocks = new HashMap<>();
    private String model = "";
    private String serviceTier = "";
    private int calls;

    /** A content block under way. */
    private static final class Block {
        final ObjectNode start;
        final StringBuilder thinking = new StringBuilder();
        final StringBuilder signature = new StringBuilder();
        int call;
        boolean arguments;

        Block(ObjectNode start) {
            this.start = start;
        }
    }

    /** A message that came whole. */
    static StreamPart whole(ObjectNode message) {
        MessageEvents events = new MessageEvents();
        events.begin(message);
        ArrayNode choices = Json.MAPPER.createArrayNode();
        ObjectNode choice = choices.addObject();
        ObjectNode delta = choice.putObject("delta");
        for (JsonNode block : message.path("content")) {
            if (block instanceof ObjectNode content) {
                events.whole(content, delta);
            }
        }
        choice.put("finish_reason", AnthropicStopReasons.usual(Json.text(message, "stop_reason")));
        return events.part(choices, false);
    }

    private void whole(ObjectNode block, ObjectNode delta) {
        switch (Json.text(block, "type")) {
            case "text" -> append(delta, "content", Json.text(block, "text"));
            case "thinking" -> {
                append(delta, "reasoning_content", Json.text(block, "thinking"));
                delta.withArray("thinking_blocks").add(block);
            }
            case "redacted_thinking" -> delta.withArray("thinking_blocks").add(block);
            case "tool_use" -> {
                ObjectNode call = delta.withArray("tool_calls").addObject();
                call.put("index", calls++);
                call(call, block, block.path("input").toString());
            }
            default -> {
                // What Anthropic's own tools did is not part of an answer in OpenAI's shape.
            }
        }
    }

    private static void append(ObjectNode delta, String name, String text) {
        delta.put(name, Json.text(delta, name) + text);
    }

    private static void call(ObjectNode call, ObjectNode block, String arguments) {
        call.put("id", Json.text(block, "id"));
        call.put("type", "function");
        call.putObject("function")
                .put("name", Json.text(block, "name"))
                .put("arguments", arguments);
    }

    @Override
    public StreamPart read(byte[] event) throws ProviderException {
        ObjectNode node = Json.object(event, "an event that is no JSON");
        return switch (Json.text(node, "type")) {
            case "message_start" -> {
                begin(node.path("message"));
                // Its usage is of the question alone: of an answer that breaks off it would tell
                // that nothing was written.
                yield new StreamPart(
                        model, Json.MAPPER.createArrayNode(), null, "", serviceTier, null, false);
            }
            case "content_block_start" -> started(node);
            case "content_block_delta" -> continued(node);
            case "content_block_stop" -> stopped(node);
            case "message_delta" -> ended(node);
            case "message_stop" -> part(Json.MAPPER.createArrayNode(), true);
            case "error" -> throw new ProviderException(AnthropicErrors.inside(node.path("error")));
            default -> StreamPart.NOTHING;
        };
    }

    private void begin(JsonNode message) {
        model = Json.text(message, "model");
        serviceTier = Json.text(message.path("usage"), "service_tier");
        usage.add(message.get("usage"));
    }

    private StreamPart part(JsonNode choices, boolean last) {
        return new StreamPart(model, choices, usage.usage(), "", serviceTier, null, last);
    }

    private StreamPart started(ObjectNode event) {
        if (!(event.get("content_block") instanceof ObjectNode start)) {
            return StreamPart.NOTHING;
        }
        Block block = new Block(start);
        blocks.put(event.path("index").asInt(0), block);
        return switch (Json.text(start, "type")) {
            case "text" -> text("content", Json.text(start, "text"));
            case "thinking" -> {
                block.thinking.append(Json.text(start, "thinking"));
                block.signature.append(Json.text(start, "signature"));
                yield text("reasoning_content", Json.text(start, "thinking"));
            }
            case "redacted_thinking" -> delta(d -> d.putArray("thinking_blocks").add(start));
            case "tool_use" -> {
                block.call = calls++;
                yield delta(
                        d -> {
                            ObjectNode call = d.putArray("tool_calls").addObject();
                            call.put("index", block.call);
                            call(call, start, "");
                        });
            }
            default -> StreamPart.NOTHING;
        };
    }

    private StreamPart continued(ObjectNode event) {
        Block block = blocks.get(event.path("index").asInt(0));
        JsonNode delta = event.path("delta");
        if (block == null) {
            return StreamPart.NOTHING;
        }
        return switch (Json.text(delta, "type")) {
            case "text_delta" -> text("content", Json.text(delta, "text"));
            case "thinking_delta" -> {
                block.thinking.append(Json.text(delta, "thinking"));
                yield text("reasoning_content", Json.text(delta, "thinking"));
            }
            case "signature_delta" -> {
                block.signature.append(Json.text(delta, "signature"));
                yield StreamPart.NOTHING;
            }
            case "input_json_delta" -> arguments(block, Json.text(delta, "partial_json"));
            default -> StreamPart.NOTHING;
        };
    }

    private StreamPart arguments(Block block, String json) {
        if (json.isEmpty() || !Json.text(block.start, "type").equals("tool_use")) {
            return StreamPart.NOTHING;
        }
        block.arguments = true;
        return delta(
                d -> {
                    ObjectNode call = d.putArray("tool_calls").addObject();
                    call.put("index", block.call);
                    call.putObject("function").put("arguments", json);
                });
    }

    private StreamPart stopped(ObjectNode event) {
        Block block = blocks.remove(event.path("index").asInt(0));
        if (block == null) {
            return StreamPart.NOTHING;
        }
        return switch (Json.text(block.start, "type")) {
            case "thinking" ->
                    delta(
                            d ->
                                    d.putArray("thinking_blocks")
                                            .addObject()
                                            .put("type", "thinking")
                                            .put("thinking", block.thinking.toString())
                                            .put("signature", block.signature.toString()));
            // No argument at all is an empty object, and some proxies give all of them at once.
            case "tool_use" ->
                    block.arguments
                            ? StreamPart.NOTHING
                            : arguments(block, input(block.start.get("input")));
            default -> StreamPart.NOTHING;
        };
    }

    private static String input(@Nullable JsonNode input) {
        return input != null && input.isObject() ? input.toString() : "{}";
    }

    private StreamPart ended(ObjectNode event) {
        usage.add(event.get("usage"));
        String reason = Json.text(event.path("delta"), "stop_reason");
        ArrayNode choices = Json.MAPPER.createArrayNode();
        if (!reason.isEmpty()) {
            choices.addObject().put("finish_reason", AnthropicStopReasons.usual(reason));
        }
        return part(choices, false);
    }

    private static StreamPart text(String name, String text) {
        return text.isEmpty() ? StreamPart.NOTHING : delta(d -> d.put(name, text));
    }

    private static StreamPart delta(Consumer<ObjectNode> content) {
        ArrayNode choices = Json.MAPPER.createArrayNode();
        content.accept(choices.addObject().putObject("delta"));
        return StreamPart.of(choices);
    }
}
