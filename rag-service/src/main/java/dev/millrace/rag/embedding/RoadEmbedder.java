package dev.millrace.rag.embedding;

import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Lane;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.reply.Replies;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks the provider-service over the log (rule 8). Every try is a call with an id of its own: the
 * provider drops repeats of an id, so a repeat after a crash under the old one would wait for an
 * answer that went to nobody. What calls are made for is told by their parent's id.
 */
final class RoadEmbedder implements Embedder {

    /** The reply client is reading a moment after the start, and again soon after a failure. */
    private static final Duration REPLIES_PAUSE = Duration.ofMillis(50);

    private final Function<Lane, Publisher> publishers;
    private final Replies replies;
    private final Uuid7 ids;
    private final Clock clock;
    private final EmbeddingProperties properties;
    private final Map<Lane, Semaphore> slots;

    RoadEmbedder(
            Function<Lane, Publisher> publishers,
            Replies replies,
            Uuid7 ids,
            Clock clock,
            EmbeddingProperties properties) {
        this.publishers = publishers;
        this.replies = replies;
        this.ids = ids;
        this.clock = clock;
        this.properties = properties;
        this.slots =
                Map.of(
                        Lane.INTERACTIVE, new Semaphore(properties.inFlight(), true),
                        Lane.BULK, new Semaphore(properties.inFlight(), true));
    }

    @Override
    public List<float[]> embed(EmbeddingModel model, List<String> texts, OnBehalf behalf)
            throws EmbeddingFailed, InterruptedException {
        List<List<String>> batches =
                Batches.of(texts, properties.batch(), properties.batchBytes().toBytes());
        List<float[]> vectors =
                batches.size() == 1
                        ? batch(model, batches.getFirst(), behalf)
                        : all(model, batches, behalf);
        for (float[] vector : vectors) {
            if (vector.length != vectors.getFirst().length) {
                throw new EmbeddingFailed(
                        RoadCall.failure(
                                ErrorCode.UPSTREAM_INVALID,
                                false,
                                "The embedding model answered with vectors of several lengths."));
            }
        }
        return vectors;
    }

    private List<float[]> all(EmbeddingModel model, List<List<String>> batches, OnBehalf behalf)
            throws EmbeddingFailed, InterruptedException {
        List<float[]> vectors = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                List<Future<List<float[]>>> under = new ArrayList<>();
                for (List<String> batch : batches) {
                    under.add(threads.submit(() -> batch(model, batch, behalf)));
                }
                for (Future<List<float[]>> one : under) {
                    vectors.addAll(one.get());
                }
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case EmbeddingFailed failed -> throw failed;
                    case InterruptedException interrupted -> throw interrupted;
                    case RuntimeException fault -> throw fault;
                    case null, default -> throw new IllegalStateException(e);
                }
            } finally {
                threads.shutdownNow();
            }
        }
        return vectors;
    }

    private List<float[]> batch(EmbeddingModel model, List<String> texts, OnBehalf behalf)
            throws EmbeddingFailed, InterruptedException {
        byte[] body = RoadCall.body(model, texts);
        Duration pause = properties.pause();
        for (int tried = 1; ; tried++) {
            try {
                return call(model, body, texts.size(), behalf);
            } catch (EmbeddingFailed failed) {
                Duration wait =
                        failed.failure()
                                .getRetryAfterMillis()
                                .map(Duration::ofMillis)
                                .filter(asked -> asked.compareTo(properties.patience()) < 0)
                                .orElse(pause);
                if (!mayPass(failed)
                        || tried >= properties.tries()
                        || clock.instant().plus(wait).isAfter(behalf.deadline())) {
                    throw failed;
                }
                Thread.sleep(wait);
                pause = pause.multipliedBy(2);
            }
        }
    }

    /**
     * A useless answer may be followed by a better one, but not by a document that waits for it.
     */
    private static boolean mayPass(EmbeddingFailed failed) {
        return failed.failure().getRetryable()
                || failed.failure().getCode().equals(ErrorCode.UPSTREAM_INVALID.code())
                || failed.failure().getCode().equals(ErrorCode.EXPIRED.code());
    }

    private List<float[]> call(EmbeddingModel model, byte[] body, int wanted, OnBehalf behalf)
            throws EmbeddingFailed, InterruptedException {
        Semaphore slot = slot(behalf.lane());
        if (!slot.tryAcquire(left(behalf.deadline()).toNanos(), TimeUnit.NANOSECONDS)) {
            throw expired();
        }
        try {
            return RoadCall.vectors(answer(model, body, behalf), wanted);
        } finally {
            slot.release();
        }
    }

    private RequestFinished answer(EmbeddingModel model, byte[] body, OnBehalf behalf)
            throws EmbeddingFailed, InterruptedException {
        awaitReplies(behalf.deadline());
        String id = ids.next().toString();
        Instant now = clock.instant();
        Instant patience = now.plus(properties.patience());
        Instant deadline = patience.isBefore(behalf.deadline()) ? patience : behalf.deadline();
        CompletableFuture<RequestFinished> finish = new CompletableFuture<>();
        try (Replies.Registration _ = replies.await(id, new RoadCall.Waiter(finish))) {
            ExecutionReady ready =
                    RoadCall.record(id, model, body, behalf, now, deadline, replies.address());
            Publisher publisher = publishers.apply(behalf.lane());
            var _ =
                    publisher
                            .publish(Topics.EXECUTIONS.of(behalf.lane()), id, ready)
                            .whenComplete(
                                    (_, failure) -> {
                                        if (failure != null) {
                                            finish.completeExceptionally(failure);
                                        }
                                    });
            return finish.get(left(deadline).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw expired();
        } catch (ExecutionException e) {
            throw new EmbeddingFailed(
                    RoadCall.failure(
                            e.getCause() instanceof Publisher.TooLarge
                                    ? ErrorCode.TOO_LARGE
                                    : ErrorCode.LOG_UNAVAILABLE,
                            !(e.getCause() instanceof Publisher.TooLarge),
                            ""));
        }
    }

    private void awaitReplies(Instant deadline) throws EmbeddingFailed, InterruptedException {
        while (!replies.ready()) {
            if (left(deadline).isZero()) {
                throw expired();
            }
            Thread.sleep(REPLIES_PAUSE);
        }
    }

    private Semaphore slot(Lane lane) {
        Semaphore slot = slots.get(lane);
        if (slot == null) {
            throw new IllegalArgumentException(lane.name());
        }
        return slot;
    }

    private Duration left(Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static EmbeddingFailed expired() {
        return new EmbeddingFailed(
                RoadCall.failure(
                        ErrorCode.EXPIRED, true, "The embedding model did not answer in time."));
    }
}
