package dev.millrace.log.consume;

import dev.millrace.log.publish.Pace;
import java.time.Duration;

/**
 * When a reader asks the log again: at once when nothing came (the broker answers with the first
 * record, so that an idle reader costs nothing and keeps nobody waiting), a while after it got some
 * (so that a busy one gets many at a time), at once when there is more than it could take.
 */
public final class Gathering {

    private final long pause;
    private final int most;
    private long until;
    private boolean gathering;

    /**
     * Gathers nothing yet.
     *
     * @param most records one poll gives at most
     */
    public Gathering(Pace pace, int most) {
        this.pause = pace.gathering().toNanos();
        this.most = most;
    }

    /** A poll gave this many records. */
    public void polled(int records, long now) {
        gathering = records > 0 && records < most && pause > 0;
        until = now + pause;
    }

    /** How long to leave the log alone from now on, at most {@code limit}; zero: ask it. */
    public Duration pause(long now, Duration limit) {
        if (!gathering || until - now <= 0) {
            return Duration.ZERO;
        }
        Duration left = Duration.ofNanos(until - now);
        return left.compareTo(limit) < 0 ? left : limit;
    }
}
