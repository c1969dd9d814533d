package dev.millrace.log.wire;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Patience with schemas that are not known yet (rule 10). Whoever holds a record of an unknown
 * schema asks again and again; asking has `wire-schemas` loaded, at most once a second. A schema
 * that has not come within 60 s is given up, provided that the topic could be read after that time:
 * a broker that is away must not turn good records into dead letters. Should it come after all, the
 * records that follow are read. Thread-safe.
 */
public final class UnknownSchemas {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOADS = Duration.ofSeconds(1);

    /** Garbage can bear any fingerprint: only so many are remembered. */
    private static final int REMEMBERED = 1_000;

    /** What to do with the record. */
    public enum Answer {
        KNOWN,
        WAIT,
        GIVE_UP
    }

    /** Starts a load, and tells when it has succeeded. */
    @FunctionalInterface
    public interface Loading {
        void start(Consumer<Boolean> done);
    }

    private final KnownSchemas known;
    private final Loading loading;
    private final Clock clock;
    private final Map<Long, Instant> firstAsked =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Instant> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private Instant lastStart = Instant.MIN;
    private Instant lastSuccess = Instant.MIN;
    private boolean underWay;

    public UnknownSchemas(KnownSchemas known, Loading loading, Clock clock) {
        this.known = known;
        this.loading = loading;
        this.clock = clock;
    }

    /** Tells what to do with a record of this schema, now. Does not block. */
    public synchronized Answer ask(long fingerprint) {
        if (known.knows(fingerprint)) {
            firstAsked.remove(fingerprint);
            return Answer.KNOWN;
        }
        Instant now = clock.instant();
        Instant limit = firstAsked.computeIfAbsent(fingerprint, _ -> now).plus(PATIENCE);
        boolean hopeless = !now.isBefore(limit) && !lastSuccess.isBefore(limit);
        if (!underWay && now.isAfter(lastStart.plus(BETWEEN_LOADS))) {
            underWay = true;
            lastStart = now;
            loading.start(success -> ended(now, success));
        }
        return hopeless ? Answer.GIVE_UP : Answer.WAIT;
    }

    /** A load counts from its start: it shows what had been announced by then. */
    private synchronized void ended(Instant started, boolean success) {
        underWay = false;
        if (success) {
            lastSuccess = started;
        }
    }
}
