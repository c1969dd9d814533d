package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.StreamPart;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The events of a chat completion stream: what they say needs little translation. */
final class ChunkReader implements EventReader {

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final Dialect dialect;

    ChunkReader(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public StreamPart read(byte[] event) throws ProviderException {
        if (Arrays.equals(event, DONE)) {
            return StreamPart.END;
        }
        ObjectNode chunk = Json.object(event, "an event that is no JSON");
        if (chunk.hasNonNull("error")) {
            throw new ProviderException(VendorErrors.inside(chunk, dialect));
        }
        ArrayNode choices = Json.MAPPER.createArrayNode();
        ProviderFailure failure = null;
        for (JsonNode choice : chunk.path("choices")) {
            if (choice instanceof ObjectNode object) {
                dialect.correct(object);
            }
            String reason = Json.text(choice, "finish_reason");
            if (dialect.isBreakdown(reason)) {
                failure = new ProviderFailure.ServerError(503, reason);
            } else {
                choices.add(usual(choice, reason));
            }
        }
        return new StreamPart(
                Json.text(chunk, "model"),
                choices,
                dialect.usage(chunk.get("usage")).orElse(null),
                Json.text(chunk, "system_fingerprint"),
                Json.text(chunk, "service_tier"),
                failure,
                false);
    }

    private JsonNode usual(JsonNode choice, String reason) {
        if (choice instanceof ObjectNode object && !reason.isEmpty()) {
            object.put("finish_reason", dialect.finishReason(reason));
        }
        if (choice.get("delta") instanceof ObjectNode delta) {
            reasoningContent(delta);
        }
        return choice;
    }

    /** vLLM and Ollama call it {@code reasoning}. */
    static void reasoningContent(ObjectNode message) {
        JsonNode reasoning = message.remove("reasoning");
        if (reasoning != null && reasoning.isString() && !message.hasNonNull("reasoning_content")) {
            message.set("reasoning_content", reasoning);
        }
    }
}
