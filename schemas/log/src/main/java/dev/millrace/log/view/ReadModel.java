package dev.millrace.log.view;

import dev.millrace.log.LogPart;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Follows a compacted topic and keeps what it says at hand. */
public interface ReadModel extends LogPart {

    /**
     * How far the view may lag behind the topic: zero when the end was reached at the last look.
     */
    Duration lag();

    /**
     * Applies changes, in the order of the log, on one thread. A record that cannot be read is
     * skipped and counted.
     *
     * @param <V> the topic's records
     */
    @FunctionalInterface
    interface Changes<V> {
        /** {@code value} is null when the key was withdrawn. */
        void on(String key, @Nullable V value);
    }
}
