package dev.millrace.provider.cache;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The table {@code cache_invalidation}, by which instances tell each other. */
final class InvalidationRepository {

    /** An instance that has not looked for so long has nothing left that could be meant. */
    private static final Duration KEPT = Duration.ofDays(2);

    /** One invalidation, by its number. */
    record Invalidation(long id, Selection selection) {}

    private final JdbcClient database;
    private final TransactionOperations transaction;

    InvalidationRepository(JdbcClient database, TransactionOperations transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /** Adds one, and forgets the old. */
    long add(Selection selection, Instant now) {
        return Objects.requireNonNull(
                transaction.execute(
                        _ -> {
                            // Numbers must appear in their order, or who follows them misses one.
                            database.sql("lock table cache_invalidation in exclusive mode")
                                    .update();
                            database.sql("delete from cache_invalidation where at < ?")
                                    .param(Timestamp.from(now.minus(KEPT)))
                                    .update();
                            return insert(selection, now);
                        }));
    }

    private long insert(Selection selection, Instant now) {
        return database.sql(
                        """
                        insert into cache_invalidation (tenant, provider, model, person, at)
                        values (:tenant, :provider, :model, :person, :at) returning id
                        """)
                .param("tenant", selection.tenant(), Types.VARCHAR)
                .param("provider", selection.provider(), Types.VARCHAR)
                .param("model", selection.model(), Types.VARCHAR)
                .param("person", selection.user(), Types.VARCHAR)
                .param("at", Timestamp.from(now))
                .query(Long.class)
                .single();
    }

    /** The number of the newest; 0 when there is none. */
    long newest() {
        return database.sql("select coalesce(max(id), 0) from cache_invalidation")
                .query(Long.class)
                .single();
    }

    /** Those behind a number, oldest first. */
    List<Invalidation> after(long id) {
        return database.sql("select * from cache_invalidation where id > ? order by id")
                .param(id)
                .query(
                        (row, _) ->
                                new Invalidation(
                                        row.getLong("id"),
                                        new Selection(
                                                row.getString("tenant"),
                                                row.getString("provider"),
                                                row.getString("model"),
                                                row.getString("person"))))
                .list();
    }
}
