package dev.millrace.provider.execution;

import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Grounding;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Publisher;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Publishes how a request ended here: to the referee, or, when a service asked for itself (rule 8),
 * straight to where it waits. Returns when that and the attempts' reports are acknowledged.
 */
final class Endings {

    private final Log log;
    private final Clock clock;

    Endings(Log log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    void publish(ExecutionReady ready, Conclusion conclusion) throws InterruptedException {
        try {
            Grounding grounding = ready.getGrounding().orElse(null);
            awaitAll(publishOnce(ready, conclusion, grounding), conclusion.reports());
        } catch (Publisher.TooLarge _) {
            awaitAll(publishOnce(ready, conclusion.tooLarge(), null), conclusion.reports());
        }
    }

    private static void awaitAll(
            CompletableFuture<?> ending, List<CompletableFuture<Position>> reports)
            throws InterruptedException {
        CompletableFuture<?> reported =
                CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new));
        Acknowledged.await(CompletableFuture.allOf(ending, reported));
    }

    private CompletableFuture<?> publishOnce(
            ExecutionReady ready, Conclusion conclusion, @Nullable Grounding grounding) {
        RequestHead head = ready.getRequest().getHead();
        Publisher publisher = log.publisher(AttemptRunner.pace(head.getLane()));
        if (ready.getInternal().isEmpty()) {
            return publisher.publish(
                    Topics.OUTCOMES.of(head.getLane()),
                    head.getRequestId(),
                    outcome(ready, head, conclusion, grounding));
        }
        ReplyAddress replyTo = head.getReplyTo().orElse(null);
        return replyTo == null
                ? CompletableFuture.allOf()
                : publisher.publish(
                        Topics.REPLIES,
                        replyTo.getPartition(),
                        head.getRequestId(),
                        finish(ready, head, conclusion));
    }

    private OutcomeReached outcome(
            ExecutionReady ready, RequestHead head, Conclusion end, @Nullable Grounding grounding) {
        return new OutcomeReached(
                head.getRequestId(),
                head.getAuthority().getOwner(),
                head.getLane(),
                end.ending(),
                clock.instant(),
                Service.PROVIDER.id(),
                head,
                ready.getPlan(),
                end.completion(),
                end.failure(),
                end.attemptId(),
                end.chunkCount(),
                end.attempts(),
                grounding);
    }

    private RequestFinished finish(ExecutionReady ready, RequestHead head, Conclusion end) {
        return new RequestFinished(
                head.getRequestId(),
                head.getAuthority().getOwner(),
                head.getLane(),
                end.ending(),
                clock.instant(),
                head,
                ready.getPlan(),
                end.completion(),
                end.failure(),
                end.attemptId(),
                end.chunkCount(),
                end.attempts(),
                List.of(),
                null);
    }
}
