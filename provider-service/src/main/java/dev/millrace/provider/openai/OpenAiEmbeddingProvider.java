package dev.millrace.provider.openai;

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

/** {@code POST /embeddings}. */
final class OpenAiEmbeddingProvider implements EmbeddingProvider {

    private final Upstream upstream;

    OpenAiEmbeddingProvider(Upstream upstream) {
        this.upstream = upstream;
    }

    @Override
    public Answer embed(EmbeddingCall call, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        byte[] body = UpstreamBody.embeddings(call);
        try (Exchange exchange =
                upstream.post("/embeddings", body, call.deadline(), cancellation)) {
            Head head = exchange.response(upstream.patience().firstToken());
            if (head.status() != 200) {
                throw new ProviderException(VendorErrors.of(head, exchange.explanation()));
            }
            JsonNode tree = Json.object(exchange.all(), "not a JSON object");
            if (tree.hasNonNull("error")) {
                throw new ProviderException(VendorErrors.inside(tree));
            }
            byte[] data = EmbeddingData.normalise(tree, call.base64());
            if (tree.path("data").size() != call.inputs()) {
                throw new ProviderException(
                        new ProviderFailure.InvalidAnswer("not one vector for each input"));
            }
            String model = Json.text(tree, "model");
            Usage told = UsageReader.read(tree.get("usage")).orElse(null);
            return new Answer(
                    model.isEmpty() ? call.model() : model,
                    data,
                    List.of(),
                    told != null ? told : TokenEstimate.embeddings(call.body()),
                    null,
                    null);
        }
    }
}
