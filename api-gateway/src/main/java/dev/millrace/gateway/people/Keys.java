package dev.millrace.gateway.people;

import dev.millrace.events.KeyStatus;
import dev.millrace.events.Owner;
import dev.millrace.events.topic.Topics;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.request.Uuid7;
import dev.millrace.web.token.Caller;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes keys: what is stored is announced in the same transaction. */
final class Keys {

    /**
     * The key from the configuration; it has a fixed id so that a new text replaces the old one.
     */
    static final String BOOTSTRAP_ID = "00000000-0000-7000-8000-000000000000";

    private static final String NOBODY_SAID = "default";

    private final KeyRepository repository;
    private final Outbox outbox;
    private final TransactionTemplate transactions;
    private final Uuid7 ids;
    private final Clock clock;

    Keys(
            KeyRepository repository,
            Outbox outbox,
            TransactionTemplate transactions,
            Uuid7 ids,
            Clock clock) {
        this.repository = repository;
        this.outbox = outbox;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /** Makes a key for the text, which is known to the caller alone. */
    ApiKey create(KeyRequest request, String text, String tenantUnlessSaid) {
        Owner owner =
                new Owner(
                        or(request.tenant(), tenantUnlessSaid),
                        or(request.team(), NOBODY_SAID),
                        or(request.user(), NOBODY_SAID));
        Instant now = clock.instant();
        ApiKey key =
                new ApiKey(
                        ids.next().toString(),
                        owner,
                        or(request.name(), ""),
                        KeyText.hash(text),
                        KeyText.prefix(text),
                        KeyStatus.ACTIVE,
                        now,
                        now,
                        request.expiresAt(),
                        KeyRequest.orEmpty(request.allowedModels()),
                        request.allowedLanes(),
                        KeyRequest.orEmpty(request.scopes()));
        save(key);
        return key;
    }

    ApiKey revoke(ApiKey key) {
        ApiKey revoked =
                new ApiKey(
                        key.id(),
                        key.owner(),
                        key.name(),
                        key.sha256(),
                        key.prefix(),
                        KeyStatus.REVOKED,
                        key.createdAt(),
                        clock.instant(),
                        key.expiresAt(),
                        key.allowedModels(),
                        key.lanes(),
                        key.scopes());
        save(revoked);
        return revoked;
    }

    /** Makes the configured text the admin key; what it replaces is worth nothing from then on. */
    void bootstrap(String text) {
        Instant now = clock.instant();
        save(
                new ApiKey(
                        BOOTSTRAP_ID,
                        new Owner(NOBODY_SAID, NOBODY_SAID, NOBODY_SAID),
                        "bootstrap",
                        KeyText.hash(text),
                        KeyText.prefix(text),
                        KeyStatus.ACTIVE,
                        now,
                        now,
                        null,
                        List.of(),
                        List.of(),
                        List.of(Caller.ADMIN)));
    }

    private void save(ApiKey key) {
        transactions.executeWithoutResult(
                _ -> {
                    repository.save(key);
                    outbox.add(Topics.ACCESS, "key/" + key.id(), key.state());
                });
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
