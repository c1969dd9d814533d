package dev.millrace.provider.health;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How providers are checked.
 *
 * @param interval between two checks of a provider by all instances together
 * @param recheck the same while there is a sign of trouble
 * @param jitterPercent by how much each pause varies, so that providers are not asked in step
 * @param look how often the share of faulty live calls is looked at
 * @param thresholds when health changes
 */
@ConfigurationProperties("millrace.provider.health")
public record HealthProperties(
        @DefaultValue("60s") Duration interval,
        @DefaultValue("5s") Duration recheck,
        @DefaultValue("10") int jitterPercent,
        @DefaultValue("20s") Duration look,
        @DefaultValue Thresholds thresholds) {

    public HealthProperties {
        if (!interval.isPositive() || !recheck.isPositive() || !look.isPositive()) {
            throw new IllegalArgumentException(
                    "health interval, recheck and look must be positive");
        }
        if (jitterPercent < 0 || jitterPercent > 50) {
            throw new IllegalArgumentException("health jitter-percent must be 0 to 50");
        }
    }

    /**
     * The pause until the next check.
     *
     * @param random within 0 to 1
     */
    Duration pause(State state, double random) {
        boolean soon = !state.isSettled() && !state.equals(State.UNKNOWN) && isWorthAsking(state);
        double factor = 1 + (2 * random - 1) * jitterPercent / 100;
        return Duration.ofMillis(Math.round((soon ? recheck : interval).toMillis() * factor));
    }

    /** Asking often with a wrong credential gets it, or the address, locked. */
    private static boolean isWorthAsking(State state) {
        return state.reason() != Reason.CREDENTIAL_REFUSED;
    }
}
