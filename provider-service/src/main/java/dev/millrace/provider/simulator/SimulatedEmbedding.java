package dev.millrace.provider.simulator;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingProvider;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The embedding model of the built-in provider. */
final class SimulatedEmbedding implements EmbeddingProvider {

    @Override
    public Answer embed(EmbeddingCall call, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        if (!call.model().equals(Simulator.EMBEDDING)) {
            throw new ProviderException(
                    new ProviderFailure.ModelNotFound(
                            "the simulator embeds as " + Simulator.EMBEDDING));
        }
        if (cancellation.isCancelled()) {
            throw new ProviderException(new ProviderFailure.Cancelled());
        }
        JsonNode request = SimulatedChat.tree(call.body());
        List<String> texts = texts(request.path("input"));
        ArrayNode data = Json.MAPPER.createArrayNode();
        long tokens = 0;
        for (String text : texts) {
            tokens += TokenEstimate.ofText(text);
            ObjectNode item = data.addObject();
            item.put("object", "embedding").put("index", data.size() - 1);
            vector(item, SimulatedVectors.of(text), call.base64());
        }
        return new Answer(
                call.model(),
                Json.bytes(data),
                List.of(),
                new Usage(tokens, 0L, 0L, 0L, 0L, false),
                null,
                null);
    }

    private static List<String> texts(JsonNode input) throws ProviderException {
        List<String> texts = new ArrayList<>();
        if (input.isString()) {
            texts.add(input.stringValue());
        } else if (input.isArray() && input.path(0).isNumber()) {
            texts.add(input.toString());
        } else {
            input.forEach(
                    item -> texts.add(item.isString() ? item.stringValue() : item.toString()));
        }
        if (texts.isEmpty()) {
            throw new ProviderException(
                    new ProviderFailure.InvalidRequest("input", "input is empty"));
        }
        return texts;
    }

    private static void vector(ObjectNode item, float[] vector, boolean base64) {
        if (base64) {
            ByteBuffer floats =
                    ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : vector) {
                floats.putFloat(value);
            }
            item.put("embedding", Base64.getEncoder().encodeToString(floats.array()));
            return;
        }
        ArrayNode numbers = item.putArray("embedding");
        for (float value : vector) {
            numbers.add(value);
        }
    }
}
