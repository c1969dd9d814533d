package dev.millrace.postprocess.pipeline;

import dev.millrace.events.Completion;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.publish.Publisher.TooLarge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes finishes: to `results` and, right behind it, to `replies`. The reply does not wait for the
 * result's acknowledgement: a finish is a function of the outcome it was made from, and the outcome
 * is read again until `results` has it, so whoever was told of an ending can also read it later.
 * What does not fit a record goes to the content store first; what cannot be kept there either ends
 * as `too_large`.
 */
final class FinishPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(FinishPublisher.class);

    private final Publisher publisher;
    private final Outputs outputs;
    private final Executor executor;

    /** The executor's threads may block: a producer's own thread may not. */
    FinishPublisher(Publisher publisher, Outputs outputs, Executor executor) {
        this.publisher = publisher;
        this.outputs = outputs;
        this.executor = executor;
    }

    /** Done when both topics have acknowledged; {@code recorded} runs when `results` has. */
    CompletableFuture<@Nullable Void> publish(RequestFinished finish, Runnable recorded) {
        CompletableFuture<RequestFinished> whole = attempt(finish, this::toResults);
        // What is too large is known at once: the reply then waits for the form that fits.
        boolean fits = !whole.isCompletedExceptionally();
        CompletableFuture<RequestFinished> written =
                smaller(whole, finish, this::toResults)
                        .thenApply(
                                form -> {
                                    recorded.run();
                                    return form;
                                });
        return fits
                ? written.thenCombine(reply(finish), (_, _) -> null)
                : written.thenComposeAsync(this::reply, executor);
    }

    private CompletableFuture<Position> toResults(RequestFinished finish) {
        return publisher.publish(Topics.RESULTS, finish.getRequestId(), finish);
    }

    /** Writes to `replies` alone, for a finish that `results` holds already. */
    CompletableFuture<@Nullable Void> reply(RequestFinished finish) {
        if (finish.getHead().isEmpty()) {
            // Nobody knows where its client waits, if one does.
            CompletableFuture<?>[] all = new CompletableFuture<?>[Topics.REPLIES.partitions()];
            for (int partition = 0; partition < all.length; partition++) {
                all[partition] = replyTo(partition, finish);
            }
            return CompletableFuture.allOf(all);
        }
        ReplyAddress address = finish.getHead().get().getReplyTo().orElse(null);
        return address == null
                ? CompletableFuture.allOf()
                : replyTo(address.getPartition(), finish);
    }

    private CompletableFuture<@Nullable Void> replyTo(int partition, RequestFinished finish) {
        Function<RequestFinished, CompletableFuture<Position>> topic =
                f -> publisher.publish(Topics.REPLIES, partition, f.getRequestId(), f);
        return smaller(attempt(finish, topic), finish, topic).thenAccept(_ -> {});
    }

    /** When the finish did not fit: the largest form of it that does. */
    private CompletableFuture<RequestFinished> smaller(
            CompletableFuture<RequestFinished> published,
            RequestFinished finish,
            Function<RequestFinished, CompletableFuture<Position>> topic) {
        return published
                .exceptionallyComposeAsync(
                        failure -> onlyTooLarge(failure, () -> attempt(stored(finish), topic)),
                        executor)
                .exceptionallyComposeAsync(
                        failure ->
                                onlyTooLarge(
                                        failure, () -> attempt(Finishes.tooLarge(finish), topic)),
                        executor);
    }

    private static CompletableFuture<RequestFinished> attempt(
            RequestFinished finish, Function<RequestFinished, CompletableFuture<Position>> topic) {
        try {
            return topic.apply(finish).thenApply(_ -> finish);
        } catch (TooLarge tooLarge) {
            return CompletableFuture.failedFuture(tooLarge);
        }
    }

    private static CompletableFuture<RequestFinished> onlyTooLarge(
            Throwable failure, Supplier<CompletableFuture<RequestFinished>> smaller) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof TooLarge ? smaller.get() : CompletableFuture.failedFuture(cause);
    }

    private RequestFinished stored(RequestFinished finish) {
        Completion completion = finish.getCompletion().orElse(null);
        byte[] output =
                completion == null
                        ? new byte[0]
                        : Content.open(completion.getOutput()).orElse(new byte[0]);
        if (completion == null || output.length == 0) {
            return Finishes.tooLarge(finish);
        }
        try {
            return Finishes.withCompletion(
                    finish, Finishes.withReference(completion, outputs.keep(output)));
        } catch (IOException | UncheckedIOException noRoom) {
            LOG.warn(
                    "the output of request {} could be kept nowhere: {}",
                    finish.getRequestId(),
                    noRoom.getClass().getName());
            return Finishes.tooLarge(finish);
        }
    }
}
