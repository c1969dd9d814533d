package dev.millrace.provider.catalog;

import dev.millrace.store.outbox.Outbox;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Makes catalogs for tests of other packages. */
public final class Catalogs {

    private Catalogs() {}

    public static Catalog of(
            JdbcClient database, Outbox outbox, TransactionOperations transactions) {
        return new Catalog(
                new CatalogRepository(database),
                new OverrideRepository(database),
                outbox,
                transactions,
                KnownModels.shipped(),
                Clock.systemUTC());
    }
}
