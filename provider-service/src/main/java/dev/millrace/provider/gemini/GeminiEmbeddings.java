package dev.millrace.provider.gemini;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingData;
import dev.millrace.provider.embedding.EmbeddingProvider;
import dev.millrace.provider.upstream.Exchange;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.Upstream;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1beta/models/MODEL:batchEmbedContents}. */
final class GeminiEmbeddings implements EmbeddingProvider {

    private final Upstream upstream;

    GeminiEmbeddings(Upstream upstream) {
        this.upstream = upstream;
    }

    @Override
    public Answer embed(EmbeddingCall call, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        String path = "/models/" + Gemini.bare(call.model()) + ":batchEmbedContents";
        byte[] body = Json.bytes(body(call));
        try (Exchange exchange = upstream.post(path, body, call.deadline(), cancellation)) {
            Head head = exchange.response(upstream.patience().firstToken());
            if (head.status() != 200) {
                throw new ProviderException(GeminiErrors.of(head, exchange.explanation()));
            }
            ObjectNode tree = Json.object(exchange.all(), "not a JSON object");
            if (tree.hasNonNull("error")) {
                throw new ProviderException(GeminiErrors.inside(tree.path("error")));
            }
            ObjectNode usual = Json.MAPPER.createObjectNode();
            ArrayNode data = usual.putArray("data");
            for (JsonNode one : tree.path("embeddings")) {
                data.addObject().set("embedding", one.path("values"));
            }
            if (data.size() != call.inputs()) {
                throw new ProviderException(
                        new ProviderFailure.InvalidAnswer("not one vector for each input"));
            }
            Usage told = GeminiUsage.of(tree.path("usageMetadata"));
            return new Answer(
                    call.model(),
                    EmbeddingData.normalise(usual, call.base64()),
                    List.of(),
                    told != null ? told : TokenEstimate.embeddings(call.body()),
                    null,
                    null);
        }
    }

    private static ObjectNode body(EmbeddingCall call) throws ProviderException {
        ObjectNode in = Json.object(call.body().bytes(), "a request that is no object");
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
            request.put("model", "models/" + Gemini.bare(call.model()));
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
}
