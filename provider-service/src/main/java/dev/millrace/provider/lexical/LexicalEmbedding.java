package dev.millrace.provider.lexical;

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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Embeds texts as {@link LexicalVectors}, under the one name it is given. */
public final class LexicalEmbedding implements EmbeddingProvider {

    /** What OpenAI takes in one call. */
    private static final int MOST_INPUTS = 2_048;

    private final String model;

    public LexicalEmbedding(String model) {
        this.model = model;
    }

    @Override
    public Answer embed(EmbeddingCall call, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        if (!call.model().equals(model)) {
            throw new ProviderException(
                    new ProviderFailure.ModelNotFound("the model here is " + model));
        }
        List<String> texts = texts(input(call));
        ArrayNode data = Json.MAPPER.createArrayNode();
        long tokens = 0;
        for (String text : texts) {
            if (cancellation.isCancelled()) {
                throw new ProviderException(new ProviderFailure.Cancelled());
            }
            tokens += TokenEstimate.ofText(text);
            ObjectNode item = data.addObject();
            item.put("object", "embedding").put("index", data.size() - 1);
            vector(item, LexicalVectors.of(text), call.base64());
        }
        return new Answer(
                call.model(),
                Json.bytes(data),
                List.of(),
                new Usage(tokens, 0L, 0L, 0L, 0L, false),
                null,
                null);
    }

    private static JsonNode input(EmbeddingCall call) throws ProviderException {
        try {
            return Json.MAPPER.readTree(call.body().bytes()).path("input");
        } catch (JacksonException _) {
            throw new ProviderException(new ProviderFailure.InvalidRequest(null, "not JSON"));
        }
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
        if (texts.size() > MOST_INPUTS) {
            throw new ProviderException(
                    new ProviderFailure.InvalidRequest(
                            "input", "input has more than " + MOST_INPUTS + " texts"));
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
