package dev.millrace.provider.health;

import static java.util.Objects.requireNonNull;

import dev.millrace.events.ProviderHealth;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code provider_health}, by the database's clock. */
final class HealthRepository {

    private final JdbcClient database;

    HealthRepository(JdbcClient database) {
        this.database = database;
    }

    /**
     * What is stored of a provider.
     *
     * @param due a check is to be made
     * @param version counts writes
     * @param check the last one; null when there was none
     */
    record Row(
            String provider,
            long revision,
            State state,
            long version,
            boolean due,
            @Nullable Check check) {}

    /**
     * A check.
     *
     * @param failure a public code; null when all was well
     */
    record Check(Instant at, int latencyMillis, @Nullable String failure) {}

    List<Row> all() {
        return database.sql("select *, next_check <= clock_timestamp() as due from provider_health")
                .query((row, _) -> read(row))
                .list();
    }

    Optional<Row> find(String provider) {
        return database.sql(
                        """
                        select *, next_check <= clock_timestamp() as due from provider_health
                         where provider = ?
                        """)
                .param(provider)
                .query((row, _) -> read(row))
                .optional();
    }

    /** Whether a provider is switched on; empty when there is none of this id. */
    Optional<Boolean> isActive(String provider) {
        return database.sql("select active from provider where id = ?")
                .param(provider)
                .query(Boolean.class)
                .optional();
    }

    /** Nothing is known of it in these settings. Does nothing when that was said before. */
    void begin(String provider, long revision) {
        database.sql(
                        """
                        insert into provider_health (provider, revision)
                        select id, :revision from provider where id = :provider
                        on conflict (provider) do update
                           set revision = excluded.revision, health = null, reason = '',
                               since = null, version = provider_health.version + 1,
                               next_check = now(), checker = null, checked = null, latency_ms = null,
                               check_failure = null
                         where provider_health.revision < excluded.revision
                        """)
                .param("provider", provider)
                .param("revision", revision)
                .update();
    }

    /**
     * Whether the check that is due is this instance's to make; the next one is due then. The
     * instance that made the last one comes first: who counts signs in a row must see each.
     */
    boolean claim(String provider, String instance, Duration pause) {
        return database.sql(
                                """
                                update provider_health
                                   set checker = :instance,
                                       next_check = clock_timestamp()
                                           + :millis * interval '1 millisecond'
                                 where provider = :provider
                                   and next_check <= clock_timestamp()
                                   and (coalesce(checker, :instance) = :instance
                                       or next_check <= clock_timestamp() - interval '3 seconds')
                                """)
                        .param("provider", provider)
                        .param("instance", instance)
                        .param("millis", pause.toMillis())
                        .update()
                == 1;
    }

    /**
     * @param soon when the next check is due at the latest
     */
    void checked(String provider, Check check, Duration soon) {
        database.sql(
                        """
                        update provider_health
                           set checked = :at, latency_ms = :latency, check_failure = :failure,
                               next_check = least(next_check,
                                   clock_timestamp() + :millis * interval '1 millisecond')
                         where provider = :provider
                        """)
                .param("provider", provider)
                .param("at", Timestamp.from(check.at()))
                .param("latency", check.latencyMillis())
                .param("failure", check.failure(), Types.VARCHAR)
                .param("millis", soon.toMillis())
                .update();
    }

    /** Its row, held to the end of the transaction. */
    Optional<Row> lock(String provider) {
        return database.sql(
                        """
                        select *, next_check <= clock_timestamp() as due from provider_health
                         where provider = ? for update
                        """)
                .param(provider)
                .query((row, _) -> read(row))
                .optional();
    }

    /**
     * @param soon when the next check is due at the latest
     */
    void update(String provider, State state, long version, Duration soon) {
        database.sql(
                        """
                        update provider_health
                           set health = :health, reason = :reason, since = :since,
                               version = :version,
                               next_check = least(next_check,
                                   clock_timestamp() + :millis * interval '1 millisecond')
                         where provider = :provider
                        """)
                .param("provider", provider)
                .param("health", word(state.health()), Types.VARCHAR)
                .param("reason", state.reason().word())
                .param("since", timestamp(state.since()), Types.TIMESTAMP)
                .param("version", version)
                .param("millis", soon.toMillis())
                .update();
    }

    static @Nullable String word(@Nullable ProviderHealth health) {
        return health == null ? null : health.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static Row read(ResultSet row) throws SQLException {
        Timestamp since = row.getTimestamp("since");
        Timestamp checked = row.getTimestamp("checked");
        return new Row(
                requireNonNull(row.getString("provider")),
                row.getLong("revision"),
                State.of(
                        health(row.getString("health")),
                        Reason.of(requireNonNull(row.getString("reason"))),
                        since == null ? null : since.toInstant()),
                row.getLong("version"),
                row.getBoolean("due"),
                checked == null
                        ? null
                        : new Check(
                                checked.toInstant(),
                                row.getInt("latency_ms"),
                                row.getString("check_failure")));
    }

    /** Null for the word of another version. */
    private static @Nullable ProviderHealth health(@Nullable String word) {
        return Arrays.stream(ProviderHealth.values())
                .filter(each -> requireNonNull(word(each)).equals(word))
                .findFirst()
                .orElse(null);
    }
}
