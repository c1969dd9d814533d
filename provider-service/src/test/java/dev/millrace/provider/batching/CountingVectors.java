package dev.millrace.provider.batching;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.embedding.EmbeddingProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Vectors that follow from the input alone, in any order, for a price of its own. An input with
 * {@code bad} in it makes the whole call fail.
 */
final class CountingVectors implements EmbeddingProvider {

    static final ProviderFailure BAD = new ProviderFailure.InvalidRequest("input", "bad");

    final List<List<String>> calls = new CopyOnWriteArrayList<>();
    final List<EmbeddingCall> asked = new CopyOnWriteArrayList<>();
    final AtomicLong tokens = new AtomicLong();
    private final EmbeddingLimits limits;
    volatile Hook hook = (_, _) -> {};

    /** What happens before an answer. */
    @FunctionalInterface
    interface Hook {
        void before(List<String> inputs, Cancellation cancellation)
                throws ProviderException, InterruptedException;
    }

    CountingVectors(EmbeddingLimits limits) {
        this.limits = limits;
    }

    Provider provider() {
        return new Provider(
                "p",
                "counting",
                "",
                (_, _, _) -> {
                    throw new UnsupportedOperationException();
                },
                this,
                List::of,
                false);
    }

    /** Blocks calls until the latch is open or they are cancelled. */
    void holdUntil(CountDownLatch latch) {
        hook =
                (_, cancellation) -> {
                    try (var _ = cancellation.onCancel(latch::countDown)) {
                        if (!latch.await(20, TimeUnit.SECONDS)) {
                            throw new AssertionError("never let go");
                        }
                    }
                    if (cancellation.isCancelled()) {
                        throw new ProviderException(new ProviderFailure.Cancelled());
                    }
                };
    }

    @Override
    public EmbeddingLimits limits() {
        return limits;
    }

    @Override
    public Answer embed(EmbeddingCall call, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        JsonNode input = Json.MAPPER.readTree(call.body().bytes()).path("input");
        List<String> inputs = new ArrayList<>();
        if (input.isString() || input.path(0).isNumber()) {
            inputs.add(input.toString());
        } else {
            input.forEach(one -> inputs.add(one.toString()));
        }
        asked.add(call);
        calls.add(inputs);
        hook.before(inputs, cancellation);
        if (inputs.stream().anyMatch(one -> one.contains("bad"))) {
            throw new ProviderException(BAD);
        }
        List<Integer> order = new ArrayList<>();
        ArrayNode data = Json.MAPPER.createArrayNode();
        for (int i = 0; i < inputs.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(inputs.hashCode()));
        long took = 1;
        for (int i : order) {
            took += 3L * inputs.get(i).length();
            data.addObject()
                    .put("object", "embedding")
                    .put("index", i)
                    .putArray("embedding")
                    .add(inputs.get(i).hashCode())
                    .add(0.1);
        }
        tokens.addAndGet(took);
        return new Answer(
                "named",
                Json.bytes(data),
                List.of(),
                new Usage(took, 0L, took / 3, 0L, 0L, false),
                null,
                null,
                List.of("user"));
    }
}
