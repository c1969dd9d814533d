package dev.millrace.router.group;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptEnding;
import dev.millrace.router.catalog.Offer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What ended attempts tell of each model at each provider. Where several instances share the topic,
 * each sees a part of the attempts that was picked by chance, which says the same of averages.
 * Thread-safe.
 */
public final class Loads implements Function<Offer, Load> {

    /** In this time what was seen comes to count half: who failed gets another chance soon. */
    private static final double HALF_LIFE_SECONDS = 30;

    /** Older than this it says nothing of now. */
    private static final Duration STALE = Duration.ofMinutes(5);

    /** Share of the newest answer in the average. */
    private static final double NEWEST = 0.2;

    /** As if so many calls had gone well before the first: one failure alone proves little. */
    private static final double BENEFIT_OF_DOUBT = 2;

    private static final int MOST = 10_000;

    /** Failures by these codes, or beginning with `upstream`, are the provider's own. */
    private static final Set<String> OVERLOADED = Set.of("rate_limit_exceeded");

    private record Seen(@Nullable Double millis, double calls, double failures, Instant newest) {

        static final Seen NOTHING = new Seen(null, 0, 0, Instant.EPOCH);

        Seen with(@Nullable Double took, boolean failed, Instant at) {
            double left = left(at);
            Instant latest = at.isAfter(newest) ? at : newest;
            Double known = newest.plus(STALE).isBefore(at) ? null : millis;
            Double after = known;
            if (took != null) {
                after = known == null ? took : Double.valueOf(known + NEWEST * (took - known));
            }
            return new Seen(after, calls * left + 1, failures * left + (failed ? 1 : 0), latest);
        }

        private double left(Instant at) {
            double seconds = Math.max(0, Duration.between(newest, at).toMillis() / 1000.0);
            return Math.pow(0.5, seconds / HALF_LIFE_SECONDS);
        }

        Load at(Instant now) {
            if (newest.plus(STALE).isBefore(now)) {
                return Load.UNKNOWN;
            }
            double left = left(now);
            return new Load(millis, failures * left / (calls * left + BENEFIT_OF_DOUBT));
        }
    }

    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private final Clock clock;

    public Loads(Clock clock) {
        this.clock = clock;
    }

    /**
     * An attempt ended. One that was cancelled, or that the caller's request spoiled, says nothing.
     */
    public void on(AttemptEnded attempt) {
        boolean failed = isProvidersFault(attempt);
        Instant now = clock.instant();
        Instant ended = attempt.getEndedAt().isAfter(now) ? now : attempt.getEndedAt();
        if (ended.plus(STALE).isBefore(now)
                || !(failed || attempt.getEnding() == AttemptEnding.SUCCEEDED)) {
            return;
        }
        if (seen.size() >= MOST) {
            seen.values().removeIf(one -> one.newest().plus(STALE).isBefore(now));
        }
        Double took = failed ? null : took(attempt);
        seen.compute(
                attempt.getProvider() + "/" + attempt.getModel(),
                (_, before) -> (before == null ? Seen.NOTHING : before).with(took, failed, ended));
    }

    private static boolean isProvidersFault(AttemptEnded attempt) {
        String code = attempt.getFailureCode().orElse("");
        return attempt.getEnding() == AttemptEnding.FAILED
                && (code.startsWith("upstream") || OVERLOADED.contains(code));
    }

    private static double took(AttemptEnded attempt) {
        Long first = attempt.getFirstTokenMillis().orElse(null);
        return first != null
                ? first.doubleValue()
                : Duration.between(attempt.getStartedAt(), attempt.getEndedAt()).toMillis();
    }

    @Override
    public Load apply(Offer offer) {
        Seen known = seen.get(offer.name());
        return known == null ? Load.UNKNOWN : known.at(clock.instant());
    }
}
