package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.protocol.EmbeddingProtocol;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /embeddings}. */
final class OpenAiEmbeddings implements EmbeddingProtocol {

    private final Dialect dialect;

    OpenAiEmbeddings(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public EmbeddingLimits limits() {
        return dialect.embeddingLimits();
    }

    @Override
    public Request request(EmbeddingCall call) throws ProviderException {
        if (!dialect.embeds()) {
            throw new ProviderException(
                    new ProviderFailure.ModelNotFound("This provider does not embed."));
        }
        EmbeddingDraft draft = new EmbeddingDraft(call);
        dialect.embed(draft);
        return draft.request();
    }

    @Override
    public Vectors vectors(EmbeddingCall call, ObjectNode answer) throws ProviderException {
        if (answer.hasNonNull("error")) {
            throw new ProviderException(VendorErrors.inside(answer, dialect));
        }
        return new Vectors(
                Json.text(answer, "model"),
                answer.path("data"),
                dialect.usage(answer.get("usage")).orElse(null));
    }

    @Override
    public @Nullable RateLimits rates(Head head) {
        return dialect.rates(head);
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return VendorErrors.of(head, body, dialect);
    }
}
