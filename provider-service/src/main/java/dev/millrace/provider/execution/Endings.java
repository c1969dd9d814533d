package dev.millrace.provider.execution;

import dev.millrace.events.ExecutionReady;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.publish.Publisher;
import java.time.Clock;
import java.util.List;

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
            publishOnce(ready, conclusion);
        } catch (Publisher.TooLarge _) {
            publishOnce(ready, conclusion.tooLarge());
        }
        for (var report : conclusion.reports()) {
            Acknowledged.await(report);
        }
    }

    private void publishOnce(ExecutionReady ready, Conclusion conclusion)
            throws InterruptedException {
        RequestHead head = ready.getRequest().getHead();
        Publisher publisher = log.publisher(AttemptRunner.pace(head.getLane()));
        if (ready.getInternal().isEmpty()) {
            Acknowledged.await(
                    publisher.publish(
                            Topics.OUTCOMES.of(head.getLane()),
                            head.getRequestId(),
                            outcome(ready, head, conclusion)));
            return;
        }
        ReplyAddress replyTo = head.getReplyTo().orElse(null);
        if (replyTo != null) {
            Acknowledged.await(
                    publisher.publish(
                            Topics.REPLIES,
                            replyTo.getPartition(),
                            head.getRequestId(),
                            finish(ready, head, conclusion)));
        }
    }

    private OutcomeReached outcome(ExecutionReady ready, RequestHead head, Conclusion end) {
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
                end.attempts());
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
                List.of());
    }
}
