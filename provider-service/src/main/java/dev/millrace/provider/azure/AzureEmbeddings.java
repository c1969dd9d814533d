package dev.millrace.provider.azure;

import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.protocol.EmbeddingProtocol;
import dev.millrace.provider.protocol.Refusals;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /embeddings} of a deployment. */
final class AzureEmbeddings implements EmbeddingProtocol {

    private final EmbeddingProtocol openAi;
    private final Refusals errors;
    private final AzurePaths paths;

    AzureEmbeddings(EmbeddingProtocol openAi, AzureSettings settings) {
        this.openAi = openAi;
        this.errors = new AzureErrors(openAi::refusal);
        this.paths = new AzurePaths(settings.apiVersion());
    }

    @Override
    public Request request(EmbeddingCall call) throws ProviderException {
        Request usual = openAi.request(call);
        return new Request(paths.of(call.model(), usual.path()), usual.body(), usual.dropped());
    }

    @Override
    public Vectors vectors(EmbeddingCall call, ObjectNode answer) throws ProviderException {
        return openAi.vectors(call, answer);
    }

    @Override
    public @Nullable RateLimits rates(Head head) {
        return openAi.rates(head);
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return errors.of(head, body);
    }
}
