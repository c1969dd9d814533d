package dev.millrace.provider.responses;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.StreamPart;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of a response's stream, or a response that came whole. Only {@code response.completed}
 * and {@code response.incomplete} end an answer: a stream without them was cut.
 */
final class ResponseEvents implements EventReader {

    /** The protocol has no such marker, but servers in between add it. */
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final Function<JsonNode, ProviderFailure> errors;
    private final ReasoningItems thought = new ReasoningItems();
    private final Map<Integer, Call> calls = new HashMap<>();
    private String paragraph = "";
    private boolean begun;

    /** A call under way: its place among the calls, and whether its arguments have come. */
    private static final class Call {
        final int index;
        boolean arguments;

        Call(int index) {
            this.index = index;
        }
    }

    ResponseEvents(Function<JsonNode, ProviderFailure> errors) {
        this.errors = errors;
    }

    /** A response that came whole. */
    StreamPart whole(ObjectNode response) throws ProviderException {
        switch (Json.text(response, "status")) {
            case "failed" -> throw new ProviderException(errors.apply(response));
            case "queued", "in_progress", "cancelled" -> throw invalid("no answer yet");
            default -> {
                if (response.hasNonNull("error")) {
                    throw new ProviderException(errors.apply(response));
                }
            }
        }
        return ended(response);
    }

    private static ProviderException invalid(String reason) {
        return new ProviderException(new ProviderFailure.InvalidAnswer(reason));
    }

    @Override
    public StreamPart read(byte[] event) throws ProviderException {
        if (Arrays.equals(event, DONE)) {
            return StreamPart.NOTHING;
        }
        ObjectNode node = Json.object(event, "an event that is no JSON");
        return switch (Json.text(node, "type")) {
            case "response.created" ->
                    new StreamPart(
                            Json.text(node.path("response"), "model"),
                            Json.MAPPER.createArrayNode(),
                            null,
                            "",
                            "",
                            null,
                            false);
            case "response.output_item.added" -> started(node, node.path("item"));
            case "response.output_text.delta" -> said(node, "content");
            case "response.refusal.delta" -> said(node, "refusal");
            case "response.reasoning_summary_text.delta" -> thinks(node, "summary_index");
            case "response.reasoning_text.delta" -> thinks(node, "content_index");
            case "response.function_call_arguments.delta" ->
                    arguments(calls.get(position(node)), Json.text(node, "delta"));
            case "response.output_item.done" -> done(node, node.path("item"));
            case "response.completed", "response.incomplete" -> ended(node.path("response"));
            case "response.failed" -> failed(node.path("response"));
            case "error" -> throw new ProviderException(errors.apply(node));
            default -> unknown(node);
        };
    }

    /** Events of tomorrow say nothing; an error in another vendor's words does. */
    private StreamPart unknown(ObjectNode node) throws ProviderException {
        if (node.hasNonNull("error")) {
            throw new ProviderException(errors.apply(node));
        }
        return StreamPart.NOTHING;
    }

    private static int position(JsonNode event) {
        return event.path("output_index").asInt(0);
    }

    private StreamPart started(JsonNode event, JsonNode item) {
        begun = true;
        return switch (Json.text(item, "type")) {
            case "message" -> delta(delta -> thought.before(item, delta));
            case "function_call" -> {
                Call call = new Call(calls.size());
                calls.put(position(event), call);
                yield delta(delta -> call(call, item, delta));
            }
            case "reasoning" -> StreamPart.NOTHING;
            default -> {
                // What OpenAI's own tools did is not part of an answer in this shape.
                thought.forget();
                yield StreamPart.NOTHING;
            }
        };
    }

    private void call(Call call, JsonNode item, ObjectNode delta) {
        thought.before(item, delta);
        String arguments = Json.text(item, "arguments");
        call.arguments = !arguments.isEmpty();
        ObjectNode fragment = delta.withArray("tool_calls").addObject();
        fragment.put("index", call.index);
        fragment.put("id", Json.text(item, "call_id"));
        fragment.put("type", "function");
        fragment.putObject("function")
                .put("name", Json.text(item, "name"))
                .put("arguments", arguments);
    }

    private static StreamPart arguments(@Nullable Call call, String json) {
        if (call == null || json.isEmpty()) {
            return StreamPart.NOTHING;
        }
        call.arguments = true;
        return delta(
                delta -> {
                    ObjectNode fragment = delta.putArray("tool_calls").addObject();
                    fragment.put("index", call.index);
                    fragment.putObject("function").put("arguments", json);
                });
    }

    private static StreamPart said(ObjectNode event, String member) {
        String text = Json.text(event, "delta");
        if (text.isEmpty()) {
            return StreamPart.NOTHING;
        }
        ArrayNode choices = Json.MAPPER.createArrayNode();
        ObjectNode choice = choices.addObject();
        choice.putObject("delta").put(member, text);
        logprobs(event.path("logprobs"), choice);
        return StreamPart.of(choices);
    }

    private static void logprobs(JsonNode tokens, ObjectNode choice) {
        if (!tokens.isEmpty()) {
            choice.withObject("logprobs").withArray("content").addAll((ArrayNode) tokens);
        }
    }

    private StreamPart thinks(ObjectNode event, String part) {
        String text = Json.text(event, "delta");
        if (text.isEmpty()) {
            return StreamPart.NOTHING;
        }
        String place = position(event) + "." + event.path(part).asInt(0);
        return delta(delta -> delta.put("reasoning_content", paragraph(place) + text));
    }

    /** What stands between the summaries of several thoughts. */
    private String paragraph(String place) {
        String between = paragraph.isEmpty() || paragraph.equals(place) ? "" : "\n\n";
        paragraph = place;
        return between;
    }

    private StreamPart done(JsonNode event, JsonNode item) {
        if (Json.text(item, "type").equals("reasoning")) {
            thought.add(item);
        }
        Call call = calls.get(position(event));
        return call == null || call.arguments
                ? StreamPart.NOTHING
                : arguments(call, Json.text(item, "arguments"));
    }

    private StreamPart ended(JsonNode response) throws ProviderException {
        boolean incomplete = response.path("incomplete_details").isObject();
        if (!begun && !incomplete && response.path("output").isEmpty()) {
            throw new ProviderException(
                    new ProviderFailure.InvalidAnswer("no output"),
                    null,
                    ResponsesUsage.of(response.path("usage")));
        }
        ArrayNode choices = Json.MAPPER.createArrayNode();
        ObjectNode choice = choices.addObject();
        ObjectNode delta = choice.putObject("delta");
        if (!begun) {
            int position = 0;
            for (JsonNode item : response.path("output")) {
                item(item, position++, choice, delta);
            }
        }
        choice.put("finish_reason", incomplete ? incomplete(response) : "stop");
        return part(response, choices, null);
    }

    private static String incomplete(JsonNode response) {
        String reason = Json.text(response.path("incomplete_details"), "reason");
        return reason.equals("content_filter") ? reason : "length";
    }

    private StreamPart failed(JsonNode response) {
        return part(response, Json.MAPPER.createArrayNode(), errors.apply(response));
    }

    private static StreamPart part(
            JsonNode response, ArrayNode choices, @Nullable ProviderFailure failure) {
        return new StreamPart(
                Json.text(response, "model"),
                choices,
                ResponsesUsage.of(response.path("usage")),
                "",
                Json.text(response, "service_tier"),
                failure,
                true);
    }

    private void item(JsonNode item, int position, ObjectNode choice, ObjectNode delta) {
        switch (Json.text(item, "type")) {
            case "message" -> {
                thought.before(item, delta);
                for (JsonNode part : item.path("content")) {
                    append(delta, "content", Json.text(part, "text"));
                    append(delta, "refusal", Json.text(part, "refusal"));
                    logprobs(part.path("logprobs"), choice);
                }
            }
            case "function_call" -> {
                Call call = new Call(calls.size());
                calls.put(position, call);
                call(call, item, delta);
            }
            case "reasoning" -> {
                // The thoughts themselves where a server shows them, else what is told of them.
                boolean shown = !item.path("content").isEmpty();
                int part = 0;
                for (JsonNode one : item.path(shown ? "content" : "summary")) {
                    String text = Json.text(one, "text");
                    String between = text.isEmpty() ? "" : paragraph(position + "." + part++);
                    append(delta, "reasoning_content", between + text);
                }
                thought.add(item);
            }
            default -> thought.forget();
        }
    }

    private static void append(ObjectNode delta, String name, String text) {
        if (!text.isEmpty()) {
            delta.put(name, Json.text(delta, name) + text);
        }
    }

    private static StreamPart delta(Consumer<ObjectNode> content) {
        ObjectNode delta = Json.MAPPER.createObjectNode();
        content.accept(delta);
        if (delta.isEmpty()) {
            return StreamPart.NOTHING;
        }
        ArrayNode choices = Json.MAPPER.createArrayNode();
        choices.addObject().set("delta", delta);
        return StreamPart.of(choices);
    }
}
