package dev.millrace.provider.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes when a credential was used last, to the minute: the first use of a minute writes, on a
 * thread of its own, because the database is not on the way of a request.
 */
public final class CredentialUse {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialUse.class);
    private static final Duration GRAIN = Duration.ofMinutes(1);

    private final BiConsumer<String, Instant> note;
    private final Clock clock;
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();

    CredentialUse(CredentialRepository credentials, Clock clock) {
        this(credentials::used, clock);
    }

    private CredentialUse(BiConsumer<String, Instant> note, Clock clock) {
        this.note = note;
        this.clock = clock;
    }

    /** Where there are no credentials. */
    public static CredentialUse unnoted() {
        return new CredentialUse((_, _) -> {}, Clock.systemUTC());
    }

    /** A call was made with it. */
    public void used(String credentialId) {
        if (credentialId.isEmpty()) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant last = noted.get(credentialId);
        if (last != null && last.plus(GRAIN).isAfter(now)) {
            return;
        }
        if (last == null
                ? noted.putIfAbsent(credentialId, now) == null
                : noted.replace(credentialId, last, now)) {
            Thread.startVirtualThread(() -> note(credentialId, now));
        }
    }

    private void note(String credentialId, Instant when) {
        try {
            note.accept(credentialId, when);
        } catch (RuntimeException e) {
            LOG.warn("The use of a credential could not be noted: {}", e.toString());
        }
    }
}
