package dev.millrace.provider.catalog;

import dev.millrace.events.topic.Topics;
import dev.millrace.provider.catalog.CatalogRepository.StoredModel;
import dev.millrace.provider.catalog.CatalogRepository.StoredProvider;
import dev.millrace.store.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps the stored catalog as it was last discovered and announces what changed, in the same
 * transaction. Instances that discover at the same time take turns by the provider's row: the
 * second finds nothing to change.
 */
final class Catalog {

    private final CatalogRepository repository;
    private final Outbox outbox;
    private final TransactionOperations transaction;
    private final KnownModels known;
    private final Clock clock;

    Catalog(
            CatalogRepository repository,
            Outbox outbox,
            TransactionOperations transaction,
            KnownModels known,
            Clock clock) {
        this.repository = repository;
        this.outbox = outbox;
        this.transaction = transaction;
        this.known = known;
        this.clock = clock;
    }

    /**
     * Notes which providers are configured and withdraws the models of those that no longer are.
     */
    void configured(Providers providers) {
        Instant now = now();
        transaction.executeWithoutResult(
                _ -> {
                    for (StoredProvider stored : repository.providers()) {
                        if (stored.configured() && providers.find(stored.id()).isEmpty()) {
                            repository.lock(stored.id());
                            repository.notConfigured(stored.id());
                            repository.models(stored.id()).forEach(this::withdraw);
                        }
                    }
                    providers.all().forEach(provider -> repository.configured(provider, now));
                });
    }

    /** Takes over what a provider has now. */
    void discovered(Provider provider, List<String> names) {
        Instant now = now();
        transaction.executeWithoutResult(
                _ -> {
                    repository.lock(provider.id());
                    Map<String, StoredModel> gone = new HashMap<>();
                    repository
                            .models(provider.id())
                            .forEach(stored -> gone.put(stored.model().name(), stored));
                    for (String name : names) {
                        Model model = known.describe(provider, name);
                        if (model == null) {
                            continue;
                        }
                        StoredModel stored = gone.remove(name);
                        if (stored == null) {
                            offer(model, now);
                        } else if (!Objects.equals(stored.model(), model)) {
                            offer(model, stored.since());
                        }
                    }
                    gone.values().forEach(this::withdraw);
                    repository.discovered(provider.id(), now, null);
                });
    }

    /** What was known stays known: a list that cannot be read says nothing about the models. */
    void notDiscovered(Provider provider, String failure) {
        repository.discovered(provider.id(), null, failure);
    }

    private void offer(Model model, Instant since) {
        repository.save(model, since);
        outbox.add(Topics.CATALOG, model.key(), model.offered(since));
    }

    private void withdraw(StoredModel stored) {
        repository.delete(stored.model());
        outbox.withdraw(Topics.CATALOG, stored.model().key());
    }

    /** As fine as the table keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
