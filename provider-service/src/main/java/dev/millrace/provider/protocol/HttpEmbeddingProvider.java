package dev.millrace.provider.protocol;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.embedding.EmbeddingProvider;
import dev.millrace.provider.upstream.Exchange;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import dev.millrace.provider.upstream.Upstream;
import java.util.List;

/** Embeddings over HTTP in a vendor's protocol. */
public final class HttpEmbeddingProvider implements EmbeddingProvider {

    private final Upstream upstream;
    private final EmbeddingProtocol protocol;

    public HttpEmbeddingProvider(Upstream upstream, EmbeddingProtocol protocol) {
        this.upstream = upstream;
        this.protocol = protocol;
    }

    @Override
    public EmbeddingLimits limits() {
        return protocol.limits();
    }

    @Override
    public Answer embed(EmbeddingCall call, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        Request request = protocol.request(call);
        request.requireWelcome(call.body());
        try {
            return called(call, request, cancellation);
        } catch (ProviderException e) {
            throw upstream.redacted(e);
        }
    }

    private Answer called(EmbeddingCall call, Request request, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        try (Exchange exchange =
                upstream.post(request.path(), request.body(), call.deadline(), cancellation)) {
            Head head = exchange.response(upstream.patience().firstToken());
            RateLimits rates = protocol.rates(head);
            if (rates != null) {
                upstream.told(call.model(), rates);
            }
            try {
                return understood(call, request, head, exchange);
            } catch (ProviderException e) {
                throw e.answered(head.status());
            }
        }
    }

    private Answer understood(EmbeddingCall call, Request request, Head head, Exchange exchange)
            throws ProviderException, InterruptedException {
        if (head.status() != 200) {
            throw new ProviderException(protocol.refusal(head, exchange.explanation()));
        }
        EmbeddingProtocol.Vectors vectors =
                protocol.vectors(call, Json.object(exchange.all(), "not a JSON object"));
        Usage told = vectors.usage();
        return new Answer(
                vectors.model().isEmpty() ? call.model() : vectors.model(),
                data(call, vectors),
                List.of(),
                told != null ? told : TokenEstimate.embeddings(call.body()),
                null,
                null,
                List.copyOf(request.dropped()));
    }

    /** What is of no use was counted all the same. */
    private static byte[] data(EmbeddingCall call, EmbeddingProtocol.Vectors vectors)
            throws ProviderException {
        try {
            byte[] data = EmbeddingData.normalise(vectors.data(), call.base64());
            if (vectors.data().size() == call.inputs()) {
                return data;
            }
        } catch (ProviderException e) {
            throw new ProviderException(e.failure(), null, vectors.usage());
        }
        throw new ProviderException(
                new ProviderFailure.InvalidAnswer("not one vector for each input"),
                null,
                vectors.usage());
    }
}
