package dev.millrace.gateway.replies;

import dev.millrace.events.Ending;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.log.publish.Publisher;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One client waiting for one request, with an eye on the log, the deadline and the client itself.
 * Used by the client's own thread.
 */
public final class Call implements AutoCloseable {

    /** How often the waiting looks up. */
    private static final Duration LOOK = Pulse.EVERY;

    /** Whoever has nothing else to do while it waits. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final RequestHead head;
    private final ReplyFeed feed;
    private final CompletableFuture<?> acknowledgement;
    private final Client client;
    private final Endings endings;
    private final Presence presence;
    private final RepliesProperties properties;
    private final Clock clock;
    private final Instant began;
    private volatile boolean awaitsAcknowledgement;
    private boolean expired;

    /** What a client's being there, and its leaving, means to the request. */
    interface Presence {
        /** Whether this client is the one whose instance accepted the request, and ends it. */
        boolean owns();

        /** Told now and then while the client waits. */
        void here();

        void left();
    }

    Call(
            RequestHead head,
            ReplyFeed feed,
            CompletableFuture<?> acknowledgement,
            Client client,
            Endings endings,
            Presence presence,
            RepliesProperties properties,
            Clock clock) {
        this.head = head;
        this.feed = feed;
        this.acknowledgement = acknowledgement;
        this.client = client;
        this.endings = endings;
        this.presence = presence;
        this.properties = properties;
        this.clock = clock;
        this.began = clock.instant();
        var _ =
                acknowledgement.whenComplete(
                        (_, failure) -> {
                            // Who waits for the ending alone need not look up for a good sign.
                            if (failure != null || awaitsAcknowledgement) {
                                feed.wake();
                            }
                        });
    }

    RequestHead head() {
        return head;
    }

    RepliesProperties properties() {
        return properties;
    }

    /** Runs once the log has the request, on a thread of its own; never when it has not. */
    public void onAcknowledged(Runnable action) {
        var _ = acknowledgement.thenRunAsync(action, Thread::startVirtualThread);
    }

    /** Returns when the log has the request: from then on it is promised. */
    void acknowledged() throws InterruptedException, ClientGone {
        awaitsAcknowledgement = true;
        while (!acknowledgement.isDone()) {
            if (feed.pause(LOOK)) {
                return; // Who answers has read it there.
            }
            look();
        }
        look();
    }

    /** The ending. Pieces before it are passed over. */
    public RequestFinished finish() throws InterruptedException, ClientGone {
        while (true) {
            for (Reply reply : next(LONG)) {
                if (reply instanceof Reply.End end) {
                    return end.finish();
                }
            }
        }
    }

    /** What came, or nothing after {@code patience}. */
    List<Reply> next(Duration patience) throws InterruptedException, ClientGone {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(until - System.nanoTime());
            List<Reply> replies = feed.next(left.compareTo(LOOK) < 0 ? left : LOOK);
            if (!replies.isEmpty()) {
                return replies;
            }
            look();
            if (System.nanoTime() >= until) {
                return replies;
            }
        }
    }

    private void look() throws ClientGone {
        if (acknowledgement.isCompletedExceptionally()) {
            throw refusal(acknowledgement.exceptionNow());
        }
        if (!acknowledgement.isDone()
                && clock.instant().isAfter(began.plus(properties.acknowledgeWithin()))) {
            // It may still arrive there: then nobody waits for it.
            var _ =
                    acknowledgement.thenCompose(
                            _ -> endings.end(head, Ending.CANCELLED, ErrorCode.CANCELLED));
            throw ApiException.of(ErrorCode.LOG_UNAVAILABLE).retryAfter(PAUSE);
        }
        expire();
        presence.here();
        if (client.gone()) {
            left();
            throw new ClientGone();
        }
    }

    private void expire() {
        Instant now = clock.instant();
        if (!presence.owns() || now.isBefore(head.getDeadline())) {
            return;
        }
        if (!expired) {
            expired = true;
            var _ = endings.end(head, Ending.EXPIRED, ErrorCode.EXPIRED);
        }
        if (now.isAfter(head.getDeadline().plus(properties.expiryGrace()))) {
            throw ApiException.of(ErrorCode.EXPIRED);
        }
    }

    void left() {
        presence.left();
    }

    private static RuntimeException refusal(Throwable failure) {
        return switch (failure) {
            case Publisher.TooLarge _ -> ApiException.of(ErrorCode.REQUEST_TOO_LARGE);
            case Publisher.NotAcknowledged _ ->
                    ApiException.of(ErrorCode.LOG_UNAVAILABLE).retryAfter(PAUSE);
            case RuntimeException other -> other;
            default -> new IllegalStateException(failure);
        };
    }

    @Override
    public void close() {
        feed.close();
    }
}
