package dev.millrace.provider.registry;

import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.boot.audit.AuditTrail.Actor;
import dev.millrace.events.Owner;
import dev.millrace.events.ProviderChanged;
import dev.millrace.events.topic.Topics;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.catalog.Catalog;
import dev.millrace.provider.credential.Masked;
import dev.millrace.provider.credential.Vault;
import dev.millrace.provider.registry.StoredProvider.Source;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Changes providers. Each change holds the provider's row, counts its revision, and is announced
 * and audited in one transaction.
 */
final class Registry {

    private final ProviderRepository providers;
    private final CredentialRepository credentials;
    private final Catalog catalog;
    private final Vault vault;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final TransactionOperations transaction;
    private final Uuid7 ids;
    private final Clock clock;

    Registry(
            ProviderRepository providers,
            CredentialRepository credentials,
            Catalog catalog,
            Vault vault,
            Outbox outbox,
            AuditTrail audit,
            TransactionOperations transaction,
            Uuid7 ids,
            Clock clock) {
        this.providers = providers;
        this.credentials = credentials;
        this.catalog = catalog;
        this.vault = vault;
        this.outbox = outbox;
        this.audit = audit;
        this.transaction = transaction;
        this.ids = ids;
        this.clock = clock;
    }

    StoredProvider create(Actor actor, ProviderBody body) {
        return inTransaction(
                () -> {
                    ProviderSettings settings = body.settings();
                    if (!providers.insert(settings, Source.API, body.active(), now())) {
                        throw ApiException.at("id", ErrorCode.NAME_TAKEN);
                    }
                    if (body.credential() != null) {
                        add(settings.id(), body.credential());
                    }
                    StoredProvider created = providers.find(settings.id()).orElseThrow();
                    announce(created);
                    audited(actor, "provider.create", created.id(), null, created);
                    return created;
                });
    }

    /** Everything is replaced but the credentials, unless a new one is sent. */
    StoredProvider replace(Actor actor, long revision, ProviderBody body) {
        return inTransaction(
                () -> {
                    StoredProvider before = held(body.settings().id(), revision);
                    if (body.credential() != null) {
                        rotate(before.id(), body.credential(), Duration.ZERO);
                    }
                    StoredProvider after = changed(before, body.settings(), body.active(), true);
                    return saved(actor, "provider.update", before, after);
                });
    }

    /**
     * Switches a provider on or off.
     *
     * @param revision null for any
     */
    StoredProvider activate(Actor actor, String id, @Nullable Long revision, boolean active) {
        return inTransaction(
                () -> {
                    StoredProvider before = held(id, revision);
                    if (before.active() == active) {
                        return before;
                    }
                    StoredProvider after = changed(before, before.settings(), active, true);
                    return saved(
                            actor,
                            active ? "provider.activate" : "provider.deactivate",
                            before,
                            after);
                });
    }

    void delete(Actor actor, String id, @Nullable Long revision) {
        transaction.executeWithoutResult(
                _ -> {
                    StoredProvider before = held(id, revision);
                    if (before.settings().type().isBuiltIn()) {
                        throw ApiException.of(ErrorCode.CONFLICT);
                    }
                    if (before.active()) {
                        throw ApiException.of(ErrorCode.PROVIDER_ACTIVE);
                    }
                    catalog.withdraw(id);
                    providers.delete(id);
                    outbox.withdraw(Topics.CATALOG, key(id));
                    outbox.withdraw(Topics.CATALOG, "health/" + id);
                    audited(actor, "provider.delete", id, before, null);
                });
    }

    /**
     * Puts a credential before those there are, which stay valid for the overlap.
     *
     * @return the credentials, the newest first
     */
    List<StoredCredential> rotate(
            Actor actor, String id, @Nullable Long revision, String secret, Duration overlap) {
        return inTransaction(
                () -> {
                    StoredProvider before = held(id, revision);
                    rotate(id, secret, overlap);
                    StoredProvider after =
                            changed(before, before.settings(), before.active(), true);
                    providers.update(after);
                    announce(after);
                    audit.changed(
                            actor,
                            "provider.credential.rotate",
                            "provider/" + id,
                            "",
                            Json.MAPPER
                                    .createObjectNode()
                                    .put("masked", Masked.of(secret))
                                    .put("overlap_seconds", overlap.toSeconds())
                                    .toString());
                    return credentials.of(id);
                });
    }

    void revoke(Actor actor, String id, String credentialId) {
        transaction.executeWithoutResult(
                _ -> {
                    StoredProvider before = held(id, null);
                    if (credentials.delete(id, credentialId) == 0) {
                        throw ApiException.of(ErrorCode.NOT_FOUND);
                    }
                    StoredProvider after =
                            changed(before, before.settings(), before.active(), true);
                    providers.update(after);
                    announce(after);
                    audit.changed(
                            actor,
                            "provider.credential.revoke",
                            "provider/" + id,
                            Json.MAPPER.createObjectNode().put("id", credentialId).toString(),
                            "");
                });
    }

    /**
     * What the environment names now: made, kept in step with it unless an operator has changed it
     * since, and switched off when it is named no more.
     */
    void follow(List<Wanted> wanted) {
        for (Wanted one : wanted) {
            transaction.executeWithoutResult(_ -> follow(one));
        }
        Set<String> named =
                wanted.stream().map(one -> one.settings().id()).collect(Collectors.toSet());
        for (StoredProvider stored : providers.all()) {
            if (!named.contains(stored.id()) && follows(stored) && stored.active()) {
                transaction.executeWithoutResult(_ -> switchOff(stored.id()));
            }
        }
    }

    /**
     * A provider that the environment names.
     *
     * @param credential empty when it needs none
     */
    record Wanted(ProviderSettings settings, Source source, String credential) {

        /** Never with the credential. */
        @Override
        public String toString() {
            return "Wanted[" + settings.id() + "]";
        }
    }

    private void follow(Wanted wanted) {
        String id = wanted.settings().id();
        if (providers.insert(wanted.settings(), wanted.source(), true, now())) {
            if (!wanted.credential().isEmpty()) {
                add(id, wanted.credential());
            }
            StoredProvider created = providers.find(id).orElseThrow();
            announce(created);
            audited(Actor.HOUSE, "provider.create", id, null, created);
            return;
        }
        StoredProvider before = providers.lock(id).orElseThrow();
        if (!follows(before)) {
            return;
        }
        boolean sameCredential = has(id, wanted.credential());
        if (before.active()
                && before.settings().equals(wanted.settings())
                && before.source() == wanted.source()
                && sameCredential) {
            return;
        }
        if (!sameCredential) {
            follow(id, wanted.credential());
        }
        StoredProvider changed = changed(before, wanted.settings(), true, false);
        saved(
                Actor.HOUSE,
                "provider.update",
                before,
                new StoredProvider(
                        changed.settings(),
                        wanted.source(),
                        false,
                        true,
                        changed.revision(),
                        changed.since(),
                        changed.changed(),
                        changed.discovered(),
                        changed.failure()));
    }

    /** The environment is what holds: what is before it in the table is gone from there. */
    private void follow(String id, String credential) {
        boolean needsOne = !credential.isEmpty();
        for (StoredCredential each : credentials.of(id)) {
            // What another master key sealed may still be wanted when that one is put back.
            if (!needsOne || vault.open(id, each.id(), each.sealed()).isPresent()) {
                credentials.delete(id, each.id());
            }
        }
        if (needsOne) {
            add(id, credential);
        }
    }

    private void switchOff(String id) {
        StoredProvider before = providers.lock(id).orElse(null);
        if (before != null && follows(before) && before.active()) {
            StoredProvider after = changed(before, before.settings(), false, false);
            saved(Actor.HOUSE, "provider.deactivate", before, after);
        }
    }

    private static boolean follows(StoredProvider stored) {
        return !stored.edited() && stored.source() != Source.API;
    }

    private boolean has(String id, String credential) {
        List<StoredCredential> stored = credentials.of(id);
        if (credential.isEmpty()) {
            return stored.isEmpty();
        }
        return !stored.isEmpty()
                && vault.open(id, stored.getFirst().id(), stored.getFirst().sealed())
                        .filter(credential::equals)
                        .isPresent();
    }

    /** Seals anew what an older master key had sealed; the number of those. */
    int reseal() {
        int resealed = 0;
        for (StoredCredential each : credentials.all()) {
            if (vault.isCurrent(each.sealed())) {
                continue;
            }
            String secret = vault.open(each.provider(), each.id(), each.sealed()).orElse(null);
            if (secret != null) {
                credentials.resealed(each.id(), vault.seal(each.provider(), each.id(), secret));
                resealed++;
            }
        }
        return resealed;
    }

    private StoredProvider held(String id, @Nullable Long revision) {
        StoredProvider held =
                providers.lock(id).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
        if (revision != null && held.revision() != revision) {
            throw ApiException.of(ErrorCode.PRECONDITION_FAILED);
        }
        return held;
    }

    private StoredProvider changed(
            StoredProvider before, ProviderSettings settings, boolean active, boolean edited) {
        return new StoredProvider(
                settings,
                before.source(),
                edited || before.edited(),
                active,
                before.revision() + 1,
                before.since(),
                now(),
                before.discovered(),
                before.failure());
    }

    private StoredProvider saved(
            Actor actor, String action, StoredProvider before, StoredProvider after) {
        providers.update(after);
        if (!after.active()) {
            catalog.withdraw(after.id());
        }
        announce(after);
        audited(actor, action, after.id(), before, after);
        return after;
    }

    private void rotate(String id, String secret, Duration overlap) {
        credentials.endAt(id, now().plus(overlap));
        add(id, secret);
    }

    private void add(String provider, String secret) {
        String id = ids.next().toString();
        credentials.insert(
                new StoredCredential(
                        id,
                        provider,
                        vault.seal(provider, id, secret),
                        Masked.of(secret),
                        now(),
                        null,
                        null));
    }

    /** Before and after as an administrator sees them: no credential is among them. */
    private void audited(
            Actor actor,
            String action,
            String id,
            @Nullable StoredProvider before,
            @Nullable StoredProvider after) {
        audit.changed(actor, action, "provider/" + id, shown(before), shown(after));
    }

    private String shown(@Nullable StoredProvider provider) {
        return provider == null
                ? ""
                : ProviderView.full(provider, List.of(), false, now()).toString();
    }

    private void announce(StoredProvider provider) {
        outbox.add(
                Topics.CATALOG,
                key(provider.id()),
                new ProviderChanged(
                        provider.id(),
                        new Owner("default", "default", "default"),
                        provider.revision(),
                        provider.active(),
                        provider.settings().mode().word(),
                        provider.changed()));
    }

    /** Its key on the topic {@code catalog}. */
    static String key(String id) {
        return "provider/" + id;
    }

    private <T> T inTransaction(Supplier<T> work) {
        T done = transaction.execute(_ -> work.get());
        if (done == null) {
            throw new IllegalStateException("nothing came of a transaction");
        }
        return done;
    }

    /** As fine as the tables keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
