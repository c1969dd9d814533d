package dev.millrace.provider.health;

import dev.millrace.events.ProviderHealth;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a provider's health, and what follows from a signal. There are thresholds both
 * ways, so that one failure or one success changes nothing that somebody would have to read.
 *
 * @param health null until something is known
 * @param since the last change; null until something is known
 * @param failures signals of trouble in a row
 * @param calm signals that all is well in a row, of the kind that the reason asks for
 */
record State(
        @Nullable ProviderHealth health,
        Reason reason,
        @Nullable Instant since,
        int failures,
        int calm) {

    static final State UNKNOWN = new State(null, Reason.NONE, null, 0, 0);

    /** What somebody else has seen. */
    static State of(@Nullable ProviderHealth health, Reason reason, @Nullable Instant since) {
        return new State(health, reason, since, 0, 0);
    }

    /** Another answer would change nothing. */
    boolean isSettled() {
        return health == ProviderHealth.HEALTHY && failures == 0;
    }

    State after(Signal signal, Thresholds thresholds, Instant now) {
        return switch (signal) {
            case Signal.Answered _ -> answered(thresholds, now);
            case Signal.Unreachable _ -> failed(Reason.UNREACHABLE, thresholds, now);
            case Signal.Faulty _ -> failed(Reason.FAULTY, thresholds, now);
            case Signal.Refused _ -> refused(thresholds, now);
            case Signal.Calls(long ended, long faulty) -> looked(ended, faulty, thresholds, now);
        };
    }

    private State answered(Thresholds thresholds, Instant now) {
        if (health == null) {
            return to(ProviderHealth.HEALTHY, Reason.NONE, 0, 0, now);
        }
        return switch (health) {
            case HEALTHY -> new State(health, reason, since, 0, 0);
            case DOWN -> calmer(ProviderHealth.DEGRADED, Reason.RECOVERING, 0, 1, thresholds, now);
            // Some calls succeed while many fail: their share decides.
            case DEGRADED ->
                    reason == Reason.ERRORS
                            ? new State(health, reason, since, 0, calm)
                            : calmer(health, reason, 0, calm + 1, thresholds, now);
        };
    }

    private State calmer(
            ProviderHealth until,
            Reason why,
            int trouble,
            int times,
            Thresholds thresholds,
            Instant now) {
        return times >= thresholds.healthyAfter()
                ? to(ProviderHealth.HEALTHY, Reason.NONE, trouble, 0, now)
                : to(until, why, trouble, times, now);
    }

    private State failed(Reason why, Thresholds thresholds, Instant now) {
        int times = failures + 1;
        if (health == ProviderHealth.DOWN || times >= thresholds.downAfter()) {
            return to(ProviderHealth.DOWN, why, times, 0, now);
        }
        return times >= thresholds.degradedAfter()
                ? to(ProviderHealth.DEGRADED, why, times, 0, now)
                : new State(health, reason, since, times, 0);
    }

    /** It is there, so it is not down; but it does nothing for us. */
    private State refused(Thresholds thresholds, Instant now) {
        int times = failures + 1;
        return health == ProviderHealth.DOWN || times >= thresholds.degradedAfter()
                ? to(ProviderHealth.DEGRADED, Reason.CREDENTIAL_REFUSED, times, 0, now)
                : new State(health, reason, since, times, 0);
    }

    private State looked(long ended, long faulty, Thresholds thresholds, Instant now) {
        if (health == ProviderHealth.DOWN) {
            return this;
        }
        if (ended >= thresholds.fewestCalls() && faulty * 100 >= thresholds.worse() * ended) {
            return to(ProviderHealth.DEGRADED, Reason.ERRORS, failures, 0, now);
        }
        if (reason == Reason.ERRORS && faulty * 100 <= thresholds.better() * ended) {
            return calmer(
                    ProviderHealth.DEGRADED, Reason.ERRORS, failures, calm + 1, thresholds, now);
        }
        return reason == Reason.ERRORS ? new State(health, reason, since, failures, 0) : this;
    }

    /** The moment of the last change stays while the health stays. */
    private State to(ProviderHealth next, Reason why, int trouble, int well, Instant now) {
        return new State(next, why, next == health ? since : now, trouble, well);
    }
}
