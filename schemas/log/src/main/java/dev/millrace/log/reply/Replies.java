package dev.millrace.log.reply;

import dev.millrace.events.ReplyAddress;
import dev.millrace.log.LogPart;

/**
 * The reply client of one instance: it reads one partition of `replies`, chosen by a hash of its
 * instance id, and hands records to whoever waits for their request.
 */
public interface Replies extends LogPart {

    /** Where an answer to a request that is about to be published must be sent. */
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
     * @return false when the log no longer reaches back to {@code from}: nothing was delivered
     */
    boolean replay(String requestId, ReplyAddress from, ReplyHandler handler)
            throws InterruptedException;

    /** A waiter's place. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
