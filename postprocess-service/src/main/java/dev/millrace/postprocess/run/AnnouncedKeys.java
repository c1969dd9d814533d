package dev.millrace.postprocess.run;

import dev.millrace.boot.access.AccessView;
import dev.millrace.events.KeyState;
import dev.millrace.events.KeyStatus;
import dev.millrace.events.Lane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Keys as the gateway announced them. */
final class AnnouncedKeys implements Keys {

    /** A view that lags further behind could have missed a revocation: it is not guessed with. */
    private static final Duration TOO_OLD = Duration.ofSeconds(10);

    private final AccessView access;
    private final Clock clock;

    AnnouncedKeys(AccessView access, Clock clock) {
        this.access = access;
        this.clock = clock;
    }

    @Override
    public Optional<String> objection(String keyId) {
        if (access.lag().compareTo(TOO_OLD) > 0) {
            return Optional.of("access_unknown");
        }
        KeyState key = access.key(keyId).orElse(null);
        if (key == null) {
            return Optional.of("key_unknown");
        }
        return objection(key, clock.instant());
    }

    static Optional<String> objection(KeyState key, Instant now) {
        if (key.getStatus() != KeyStatus.ACTIVE) {
            return Optional.of("key_revoked");
        }
        if (key.getExpiresAt().filter(end -> !end.isAfter(now)).isPresent()) {
            return Optional.of("key_expired");
        }
        boolean bulk = key.getAllowedLanes().isEmpty() || key.getAllowedLanes().contains(Lane.BULK);
        return bulk ? Optional.empty() : Optional.of("lane_not_allowed");
    }
}
