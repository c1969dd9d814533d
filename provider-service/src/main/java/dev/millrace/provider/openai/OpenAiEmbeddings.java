package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.protocol.EmbeddingProtocol;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.upstream.Head;
import java.util.Collections;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /embeddings}. */
final class OpenAiEmbeddings implements EmbeddingProtocol {

    private final Dialect dialect;

    OpenAiEmbeddings(Dialect dialect) {
        this.dialect = dialect;
    }

    /** As documented; of the clouds that share a dialect the least. */
    @Override
    public EmbeddingLimits limits() {
        if (dialect.equals(Dialect.QWEN)) {
            return EmbeddingLimits.of(10);
        }
        if (dialect.equals(Dialect.CLOUD)) {
            return EmbeddingLimits.of(16);
        }
        return dialect.equals(Dialect.ZHIPU) ? EmbeddingLimits.of(64) : EmbeddingLimits.USUAL;
    }

    @Override
    public Request request(EmbeddingCall call) {
        return new Request(
                "/embeddings", UpstreamBody.embeddings(call), Collections.emptySortedSet());
    }

    @Override
    public Vectors vectors(EmbeddingCall call, ObjectNode answer) throws ProviderException {
        if (answer.hasNonNull("error")) {
            throw new ProviderException(VendorErrors.inside(answer));
        }
        return new Vectors(
                Json.text(answer, "model"),
                answer.path("data"),
                UsageReader.read(answer.get("usage")).orElse(null));
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return VendorErrors.of(head, body);
    }
}
