package dev.millrace.provider.batching;

import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestHead;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.embedding.EmbeddingCall;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One request for vectors, on a thread of its own. */
record Asking(String tenant, Lane lane, String body, Instant deadline, Cancellation cancellation) {

    static Asking of(String tenant, Lane lane, String body) {
        return new Asking(tenant, lane, body, Instant.now().plusSeconds(30), new Cancellation());
    }

    static Asking bulk(String body) {
        return of("t", Lane.BULK, body);
    }

    Asking deadline(Instant other) {
        return new Asking(tenant, lane, body, other, cancellation);
    }

    EmbeddingCall call() {
        return new EmbeddingCall(
                "m", RequestBody.parse(body.getBytes(StandardCharsets.UTF_8)), deadline);
    }

    RequestHead head() {
        return new RequestHead(
                "r",
                Operation.EMBEDDINGS,
                lane,
                Instant.EPOCH,
                deadline,
                Authority.newBuilder().setOwner(new Owner(tenant, "team", "user")).build(),
                "x",
                false,
                false,
                false,
                List.of(),
                null,
                null,
                0L,
                Map.of(),
                "");
    }

    /** Completes with the answer or with what was thrown. */
    CompletableFuture<Answer> of(EmbeddingBatches batches, Provider provider) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        answer.complete(batches.embed(provider, head(), call(), cancellation));
                    } catch (Exception e) {
                        answer.completeExceptionally(e);
                    }
                });
        return answer;
    }
}
