package dev.millrace.gateway.replies;

import dev.millrace.events.CancelRequested;
import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestHead;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Publisher;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ends requests from outside: an outcome for the referee, who decides whether it came first, and a
 * word to whoever still works on it to stop early.
 */
public final class Endings {

    private final Publisher publisher;
    private final Clock clock;

    Endings(Publisher publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Ends a request that this instance accepted. */
    public CompletableFuture<Position> end(RequestHead head, Ending ending, ErrorCode code) {
        return end(
                head.getRequestId(),
                head.getAuthority().getOwner(),
                head.getLane(),
                head,
                ending,
                code);
    }

    /**
     * Ends a request.
     *
     * @param head null when it could not be read: the answer then goes to every reader of replies
     * @return completes when the log has the outcome
     */
    public CompletableFuture<Position> end(
            String requestId,
            Owner owner,
            Lane lane,
            @Nullable RequestHead head,
            Ending ending,
            ErrorCode code) {
        OutcomeReached outcome =
                OutcomeReached.newBuilder()
                        .setRequestId(requestId)
                        .setOwner(owner)
                        .setLane(lane)
                        .setEnding(ending)
                        .setReachedAt(clock.instant())
                        .setDecidedBy(Service.API_GATEWAY.id())
                        .setHead(head)
                        .setFailure(
                                Failure.newBuilder()
                                        .setCode(code.code())
                                        .setHttpStatus(code.status())
                                        .build())
                        .build();
        CancelRequested stop =
                CancelRequested.newBuilder()
                        .setRequestId(requestId)
                        .setOwner(owner)
                        .setRequestedAt(clock.instant())
                        .setReason(ending.name().toLowerCase(Locale.ROOT))
                        .build();
        CompletableFuture<Position> ended =
                publisher.publish(Topics.OUTCOMES.of(lane), requestId, outcome);
        // The outcome alone decides; this only saves work.
        var _ = publisher.publish(Topics.CONTROLS, requestId, stop);
        return ended;
    }
}
