package dev.millrace.log.reply;

import dev.millrace.events.ReplyAddress;
import dev.millrace.log.LogPart;

/**
 * The reply client of one instance: it reads one partition of `replies`, chosen by a hash of its
 * instance id, and hands records to whoever waits for their request.
 */
public interface Replies extends LogPart {

    /**
     * Where an answer to a request that is about to be published must be sent.
     *
     * @throws IllegalStateException before the client is ready for the first time
     */
    ReplyAddress address();

    /**
     * Registers the waiter; do so before the request is published. Closing the registration ends
     * it; it ends by itself with the finish.
     */
    Registration await(String requestId, ReplyHandler handler);

    /**
     * Replays what `replies` holds of a request from where it began, then goes on live, on
     * whichever instance this is. The caller has checked who owns the request. Blocks until the
     * finish, the registration's close from elsewhere, or the log's end of patience.
     *
     * <p>Ends within a moment when the caller's thread is interrupted, or this client is closed:
     * both throw {@link InterruptedException}. An exception of the handler is logged and changes
     * nothing.
     *
     * @throws TooManyReplays when as many replays run as this instance bears: try again later
     * @throws org.apache.kafka.common.KafkaException when the log cannot be asked
     * @return false when the log no longer reaches back to {@code from}: nothing was delivered
     */
    boolean replay(String requestId, ReplyAddress from, ReplyHandler handler)
            throws InterruptedException;

    /** The instance bears no more replays at a time. */
    final class TooManyReplays extends RuntimeException {
        public TooManyReplays() {
            super("Too many replays at a time");
        }
    }

    /** A waiter's place. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
