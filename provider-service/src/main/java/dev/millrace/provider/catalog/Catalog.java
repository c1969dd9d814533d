package dev.millrace.provider.catalog;

import dev.millrace.events.topic.Topics;
import dev.millrace.provider.catalog.CatalogRepository.StoredModel;
import dev.millrace.store.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps the stored catalog as it was last discovered and announces what changed, in the same
 * transaction. Instances that discover at the same time take turns by the provider's row: the
 * second finds nothing to change.
 */
public final class Catalog {

    private final CatalogRepository repository;
    private final OverrideRepository overrides;
    private final Outbox outbox;
    private final TransactionOperations transaction;
    private final KnownModels known;
    private final Clock clock;

    Catalog(
            CatalogRepository repository,
            OverrideRepository overrides,
            Outbox outbox,
            TransactionOperations transaction,
            KnownModels known,
            Clock clock) {
        this.repository = repository;
        this.overrides = overrides;
        this.outbox = outbox;
        this.transaction = transaction;
        this.known = known;
        this.clock = clock;
    }

    /** Takes over what a provider has now. */
    public void discovered(Provider provider, List<String> names) {
        Instant now = now();
        transaction.executeWithoutResult(
                _ -> {
                    if (!repository.lockActive(provider.id())) {
                        // It was switched off while its list was on its way.
                        return;
                    }
                    Map<String, StoredModel> gone = stored(provider.id());
                    for (String name : names) {
                        Model model = known.describe(provider, name);
                        if (model != null) {
                            keep(model, gone.remove(name), true, now);
                        }
                    }
                    keepOffered(provider, gone, now);
                    gone.values().forEach(this::withdraw);
                    repository.discovered(provider.id(), now);
                });
    }

    /** Takes back everything that a provider offers, in the transaction of whoever asks. */
    public void withdraw(String provider) {
        repository.models(provider).forEach(this::withdraw);
    }

    /** What an operator wants to be offered is, whatever the list says that cannot be read. */
    public void notDiscovered(Provider provider) {
        Instant now = now();
        transaction.executeWithoutResult(
                _ -> {
                    if (!repository.lockActive(provider.id())) {
                        return;
                    }
                    Map<String, StoredModel> stored = stored(provider.id());
                    stored.values().removeIf(StoredModel::listed);
                    keepOffered(provider, stored, now);
                });
    }

    private Map<String, StoredModel> stored(String provider) {
        Map<String, StoredModel> stored = new HashMap<>();
        repository.models(provider).forEach(one -> stored.put(one.base().name(), one));
        return stored;
    }

    /** What an operator wants to be offered is, though the provider's list does not name it. */
    private void keepOffered(Provider provider, Map<String, StoredModel> unlisted, Instant now) {
        for (String name : overrides.offered(provider.id())) {
            StoredModel stored = unlisted.remove(name);
            if (stored == null && repository.model(provider.id(), name).isPresent()) {
                continue;
            }
            Model model = known.describe(provider, name);
            keep(
                    model == null ? Model.unknown(new ModelId(provider.id(), name)) : model,
                    stored,
                    false,
                    now);
        }
    }

    /** Stores and announces what is new or has changed. */
    private void keep(Model model, @Nullable StoredModel before, boolean listed, Instant now) {
        if (before == null) {
            repository.save(model, now, listed);
            announce(model.provider(), model.name());
        } else if (!before.base().equals(model) || before.listed() != listed) {
            repository.save(model, before.since(), listed);
            announce(model.provider(), model.name());
        }
    }

    /** As it is in force: with what an operator says of it. */
    private void announce(String provider, String name) {
        StoredModel stored = repository.model(provider, name).orElseThrow();
        Model model = stored.model();
        if (stored.offered()) {
            outbox.add(Topics.CATALOG, model.key(), model.offered(stored.since()));
        } else {
            outbox.withdraw(Topics.CATALOG, model.key());
        }
    }

    private void withdraw(StoredModel stored) {
        repository.delete(stored.base());
        outbox.withdraw(Topics.CATALOG, stored.base().key());
    }

    /**
     * What an operator says of a model from now on, in the transaction of whoever calls.
     *
     * @param override null takes back what was said
     */
    void overridden(
            ModelOrigin origin, String name, @Nullable ModelOverride override, long revision) {
        Instant now = now();
        String provider = origin.provider();
        overrides.save(provider, name, revision, override, now);
        if (!repository.lockActive(provider)) {
            return;
        }
        StoredModel stored = repository.model(provider, name).orElse(null);
        if (stored == null && override != null && override.offered().orElse(false)) {
            Model model = known.describe(origin, name);
            repository.save(
                    model == null ? Model.unknown(new ModelId(provider, name)) : model, now, false);
            announce(provider, name);
        } else if (stored != null && (stored.listed() || stored.offered())) {
            announce(provider, name);
        } else if (stored != null) {
            withdraw(stored);
        }
    }

    /** As fine as the table keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
