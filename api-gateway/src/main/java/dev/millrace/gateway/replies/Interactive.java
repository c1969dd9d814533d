package dev.millrace.gateway.replies;

import dev.millrace.events.ReplyAddress;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.reply.Replies;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Puts requests on the road and waits for what comes back, or goes back to those under way. */
public final class Interactive {

    private static final Duration WATCH = Duration.ofSeconds(30);

    private final Replies replies;
    private final Publisher publisher;
    private final Endings endings;
    private final Departures departures;
    private final Attention attention;
    private final RepliesProperties properties;
    private final Pulse pulse;
    private final Clock clock;

    Interactive(
            Replies replies,
            Publisher publisher,
            Endings endings,
            Departures departures,
            Attention attention,
            RepliesProperties properties,
            Pulse pulse,
            Clock clock) {
        this.replies = replies;
        this.publisher = publisher;
        this.endings = endings;
        this.departures = departures;
        this.attention = attention;
        this.properties = properties;
        this.pulse = pulse;
        this.clock = clock;
    }

    /** Where the answer to a request that is about to be sent arrives. */
    public ReplyAddress address() {
        return replies.address();
    }

    /** Registers for the answer, then publishes. */
    public Call send(RequestAccepted request, Client client) {
        RequestHead head = request.getHead();
        ReplyAddress address = head.getReplyTo().orElseThrow();
        ReplyFeed feed = ReplyFeed.live(replies, head.getRequestId(), address, pulse);
        CompletableFuture<?> acknowledgement;
        try {
            acknowledgement =
                    publisher.publish(
                            Topics.REQUESTS.of(head.getLane()), head.getRequestId(), request);
        } catch (RuntimeException e) {
            feed.close();
            throw e;
        }
        return call(head, feed, acknowledgement, client, leaving(head));
    }

    /**
     * Publishes a request again, or goes back to one, whose answer began to arrive at its reply
     * address. Whoever watches it keeps it from being cancelled.
     */
    public Call attach(RequestHead head, CompletableFuture<?> acknowledgement, Client client) {
        ReplyAddress from = head.getReplyTo().orElseThrow();
        ReplyFeed feed = ReplyFeed.again(replies, head.getRequestId(), from, pulse);
        return call(head, feed, acknowledgement, client, watching(head.getRequestId()));
    }

    /** Publishes only; the record may be there already. */
    public CompletableFuture<Position> publish(RequestAccepted request) {
        RequestHead head = request.getHead();
        return publisher.publish(Topics.REQUESTS.of(head.getLane()), head.getRequestId(), request);
    }

    private Call call(
            RequestHead head,
            ReplyFeed feed,
            CompletableFuture<?> acknowledgement,
            Client client,
            Call.Presence presence) {
        return new Call(head, feed, acknowledgement, client, endings, presence, properties, clock);
    }

    private Call.Presence leaving(RequestHead head) {
        return new Call.Presence() {
            @Override
            public boolean owns() {
                return true;
            }

            @Override
            public void here() {}

            @Override
            public void left() {
                departures.left(head);
            }
        };
    }

    private Call.Presence watching(String requestId) {
        return new Call.Presence() {
            private Instant said = Instant.EPOCH;

            @Override
            public boolean owns() {
                return false;
            }

            @Override
            public void here() {
                Instant now = clock.instant();
                if (now.isAfter(said.plus(WATCH.dividedBy(3)))) {
                    attention.watch(requestId, now.plus(WATCH));
                    said = now;
                }
            }

            // What was said holds a little longer; then nobody keeps the request.
            @Override
            public void left() {}
        };
    }
}
