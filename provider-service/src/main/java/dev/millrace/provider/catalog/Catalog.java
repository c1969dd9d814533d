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
import java.util.Objects;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps the stored catalog as it was last discovered and announces what changed, in the same
 * transaction. Instances that discover at the same time take turns by the provider's row: the
 * second finds nothing to change.
 */
public final class Catalog {

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

    /** Takes over what a provider has now. */
    public void discovered(Provider provider, List<String> names) {
        Instant now = now();
        transaction.executeWithoutResult(
                _ -> {
                    if (!repository.lockActive(provider.id())) {
                        // It was switched off while its list was on its way.
                        return;
                    }
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
                    repository.discovered(provider.id(), now);
                });
    }

    /** Takes back everything that a provider offers, in the transaction of whoever asks. */
    public void withdraw(String provider) {
        repository.models(provider).forEach(this::withdraw);
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
