package dev.millrace.gateway.replies;

import dev.millrace.events.ReplyAddress;
import dev.millrace.log.reply.Replies;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one request in the order of the log: from the live reader, or read again by those
 * who came back, or fell behind it. Used by one thread.
 */
final class ReplyFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyFeed.class);
    private static final int CAPACITY = 1024;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CROWDED = Duration.ofSeconds(1);

    private final Replies replies;
    private final String requestId;
    private final ReplyAddress from;
    private final Pulse pulse;
    private Replies.@Nullable Registration live;
    private @Nullable Thread reader;
    private volatile ReplyBox box;
    private volatile boolean trimmed;
    private volatile boolean crowded;
    private long last;
    private boolean ended;

    private ReplyFeed(Replies replies, String requestId, ReplyAddress from, Pulse pulse) {
        this.replies = replies;
        this.pulse = pulse;
        this.requestId = requestId;
        this.from = from;
        this.last = from.getPosition() - 1;
        this.box = new ReplyBox(CAPACITY, last);
        pulse.join(this);
    }

    /** Of a request that is about to be published. */
    static ReplyFeed live(Replies replies, String requestId, ReplyAddress address, Pulse pulse) {
        ReplyFeed feed = new ReplyFeed(replies, requestId, address, pulse);
        feed.live = replies.await(requestId, feed.box);
        return feed;
    }

    /** Of a request whose answer began to arrive at {@code from}. */
    static ReplyFeed again(Replies replies, String requestId, ReplyAddress from, Pulse pulse) {
        ReplyFeed feed = new ReplyFeed(replies, requestId, from, pulse);
        feed.readAgain();
        return feed;
    }

    /**
     * What there is, or nothing after {@code patience}.
     *
     * @throws ApiException `stream_expired` when the log no longer has it, `service_unavailable`
     *     when too many others read again
     */
    List<Reply> next(Duration patience) throws InterruptedException {
        List<Reply> taken = box.take(patience);
        if (!taken.isEmpty()) {
            last = taken.getLast().offset();
            ended = taken.getLast() instanceof Reply.End;
        } else if (trimmed) {
            throw ApiException.of(ErrorCode.STREAM_EXPIRED);
        } else if (crowded) {
            throw ApiException.of(ErrorCode.SERVICE_UNAVAILABLE).retryAfter(CROWDED);
        } else if (box.exhausted()) {
            readAgain();
        }
        return taken;
    }

    /** Waits for a record (then true) or a {@link #wake()}, without taking anything. */
    boolean pause(Duration patience) throws InterruptedException {
        return box.pause(patience);
    }

    void wake() {
        box.wake(false);
    }

    private void readAgain() {
        stopReading();
        ReplyBox next = new ReplyBox(CAPACITY, last);
        box = next;
        ReplyAddress place = new ReplyAddress(from.getPartition(), last + 1);
        reader = Thread.ofVirtual().name("replay-" + requestId).start(() -> replay(place, next));
    }

    private void replay(ReplyAddress place, ReplyBox into) {
        try {
            trimmed = !replies.replay(requestId, place, into);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Replies.TooManyReplays e) {
            crowded = true;
        } catch (RuntimeException e) {
            // A broker that is away comes back; records that were trimmed show at the next try.
            LOG.info("The answer to {} is read again from {} on", requestId, place, e);
            pauseQuietly();
        } finally {
            into.wake(true);
        }
    }

    private static void pauseQuietly() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        pulse.leave(this);
        stopReading();
    }

    private void stopReading() {
        if (live != null) {
            live.close();
            live = null;
        }
        if (reader != null) {
            if (!ended) {
                reader.interrupt();
            }
            reader = null;
        }
    }
}
