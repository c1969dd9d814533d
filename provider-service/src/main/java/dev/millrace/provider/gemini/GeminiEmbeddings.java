package dev.millrace.provider.gemini;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.protocol.EmbeddingProtocol;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.upstream.Head;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1beta/models/MODEL:batchEmbedContents}. */
final class GeminiEmbeddings implements EmbeddingProtocol {

    /** The encoding is chosen here, on the way back. */
    private static final Set<String> TAKEN =
            Set.of("model", "input", "dimensions", "task_type", "encoding_format");

    @Override
    public Request request(EmbeddingCall call) throws ProviderException {
        ObjectNode in = Json.object(call.body().bytes(), "a request that is no object");
        SortedSet<String> dropped = new TreeSet<>(in.propertyNames());
        dropped.removeAll(TAKEN);
        dropped.removeAll(Request.OURS);
        return new Request(
                Gemini.path(call.model(), "batchEmbedContents"),
                Json.bytes(body(in, call.model())),
                dropped);
    }

    private static ObjectNode body(ObjectNode in, String model) throws ProviderException {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode requests = out.putArray("requests");
        JsonNode input = in.path("input");
        for (JsonNode text : input.isString() ? Json.MAPPER.createArrayNode().add(input) : input) {
            if (!text.isString()) {
                throw new ProviderException(
                        new ProviderFailure.InvalidRequest(
                                "input", "This provider embeds texts, not tokens."));
            }
            ObjectNode request = requests.addObject();
            request.put("model", "models/" + Gemini.bare(model));
            request.putObject("content").putArray("parts").addObject().set("text", text);
            if (in.path("dimensions").isInt()) {
                request.set("outputDimensionality", in.get("dimensions"));
            }
            if (in.path("task_type").isString()) {
                request.set("taskType", in.get("task_type"));
            }
        }
        return out;
    }

    /** What batchEmbedContents takes. */
    @Override
    public EmbeddingLimits limits() {
        return EmbeddingLimits.of(100);
    }

    @Override
    public Vectors vectors(EmbeddingCall call, ObjectNode answer) throws ProviderException {
        if (answer.hasNonNull("error")) {
            throw new ProviderException(GeminiErrors.inside(answer.path("error")));
        }
        ArrayNode data = Json.MAPPER.createArrayNode();
        for (JsonNode one : answer.path("embeddings")) {
            data.addObject().set("embedding", one.path("values"));
        }
        return new Vectors("", data, GeminiUsage.of(answer.path("usageMetadata")));
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return GeminiErrors.of(head, body);
    }
}
