package dev.millrace.provider.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.events.ProviderHealth;
import dev.millrace.events.ProviderHealthChanged;
import dev.millrace.events.topic.Topic;
import dev.millrace.provider.MigratedDatabase;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.registry.Providers;
import dev.millrace.provider.simulator.Simulator;
import dev.millrace.store.outbox.Outbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Two instances that check one provider, on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthChecksTest {

    private static final String ID = "vendor";

    private final Clock clock = Clock.systemUTC();
    private final HikariDataSource connections = MigratedDatabase.connections();
    private final JdbcClient database = JdbcClient.create(connections);
    private final HealthRepository repository = new HealthRepository(database);
    private final Recorded outbox = new Recorded();
    private final AtomicInteger checks = new AtomicInteger();
    private volatile @Nullable ProviderFailure trouble;
    private Instance first = instance();
    private Instance second = instance();

    /** One instance of the service. */
    private record Instance(
            ProviderHealthWatch watch, HealthChecks checks, SimpleMeterRegistry meters) {

        State state() {
            return watch.state(ID);
        }
    }

    /** What was announced. */
    private static final class Recorded implements Outbox {

        final List<ProviderHealthChanged> records = new CopyOnWriteArrayList<>();

        @Override
        public <V extends SpecificRecord> void add(Topic<? super V> topic, String key, V record) {
            records.add((ProviderHealthChanged) record);
        }

        @Override
        public void withdraw(Topic<?> topic, String key) {
            throw new UnsupportedOperationException();
        }

        List<String> announced() {
            return records.stream()
                    .map(each -> each.getHealth() + " " + each.getReason())
                    .map(String::strip)
                    .toList();
        }
    }

    private Instance instance() {
        Provider simulated = Simulator.provider(clock, Duration.ZERO);
        Provider vendor =
                new Provider(
                        ID,
                        "openai-compatible",
                        "http://127.0.0.1:9",
                        simulated.chat(),
                        simulated.embeddings(),
                        () -> {
                            checks.incrementAndGet();
                            ProviderFailure failure = trouble;
                            if (failure != null) {
                                throw new ProviderException(failure);
                            }
                            return List.of("m");
                        },
                        false);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ProviderHealthWatch watch =
                new ProviderHealthWatch(HealthTestSupport.THRESHOLDS, clock, meters);
        HealthChecks health =
                new HealthChecks(
                        new HealthProperties(
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(5),
                                10,
                                Duration.ofSeconds(20),
                                HealthTestSupport.THRESHOLDS),
                        Providers.of(List.of(vendor)),
                        watch,
                        repository,
                        outbox,
                        new TransactionTemplate(new JdbcTransactionManager(connections)),
                        meters,
                        clock);
        return new Instance(watch, health, meters);
    }

    @BeforeEach
    void oneProvider() {
        database.sql("truncate provider.provider cascade").update();
        database.sql(
                        """
                        insert into provider (id, type, endpoint, active, since, name)
                        values ('vendor', 'openai-compatible', 'http://127.0.0.1:9', true, now(), 'V')
                        """)
                .update();
        outbox.records.clear();
        checks.set(0);
        trouble = null;
        first = instance();
        second = instance();
        // The row is begun; no check is due until a test says so.
        first.checks().turn();
        database.sql("update provider_health set next_check = now() + interval '1 h'").update();
    }

    @AfterAll
    void close() {
        connections.close();
    }

    private void turn() {
        first.checks().turn();
        second.checks().turn();
    }

    /** A check is due, is made by one of them, and both have heard of it. */
    private void checked() {
        int before = checks.get();
        database.sql("update provider_health set next_check = now() - interval '1 s'").update();
        await().until(
                        () -> {
                            turn();
                            return checks.get() > before && !isDue();
                        });
        // What a check changed is stored at the next turn, and seen by the other at its next.
        await().until(
                        () -> {
                            turn();
                            return first.state().health() == stored()
                                    && second.state().health() == stored();
                        });
    }

    private boolean isDue() {
        return repository.find(ID).orElseThrow().due();
    }

    private @Nullable ProviderHealth stored() {
        return repository.find(ID).map(row -> row.state().health()).orElse(null);
    }

    @Test
    void aCheckIsMadeByOneInstanceAndItsResultKnownToBoth() {
        checked();
        await().until(
                        () -> {
                            turn();
                            return first.state().health() == ProviderHealth.HEALTHY
                                    && second.state().health() == ProviderHealth.HEALTHY;
                        });
        assertThat(checks).hasValue(1);
        assertThat(outbox.announced()).containsExactly("HEALTHY");
        assertThat(repository.find(ID).orElseThrow().check()).isNotNull();
        for (int i = 0; i < 20; i++) {
            turn();
        }
        assertThat(checks).hasValue(1);
        assertThat(gauge(first)).isEqualTo(1);
        assertThat(gauge(second)).isEqualTo(1);
    }

    private static double gauge(Instance instance) {
        return instance.meters().get("millrace.provider.health").gauge().value();
    }

    @Test
    void itGoesDownBySteadyTroubleAndComesBackByAnswers() {
        trouble = new ProviderFailure.Connection("refused");
        await().until(
                        () -> {
                            checked();
                            return stored() == ProviderHealth.DOWN;
                        });
        assertThat(outbox.announced()).containsExactly("DEGRADED unreachable", "DOWN unreachable");
        trouble = null;
        await().until(
                        () -> {
                            checked();
                            return stored() == ProviderHealth.HEALTHY;
                        });
        assertThat(outbox.announced())
                .containsExactly(
                        "DEGRADED unreachable",
                        "DOWN unreachable",
                        "DEGRADED recovering",
                        "HEALTHY");
    }

    @Test
    void oneThatIsNotThereFromTheFirstIsLookedForSoon() {
        trouble = new ProviderFailure.Connection("refused");
        checked();
        await().until(
                        () ->
                                database.sql(
                                                """
                                                select next_check < now() + interval '10 s'
                                                  from provider_health
                                                """)
                                        .query(Boolean.class)
                                        .single());
    }

    @Test
    void whatLiveCallsShowIsStoredAndToldToTheOther() {
        for (int i = 0; i < HealthTestSupport.THRESHOLDS.downAfter(); i++) {
            first.watch().observe(ID, new ProviderFailure.Connection("refused"));
        }
        assertThat(first.state().health()).isEqualTo(ProviderHealth.DOWN);
        await().until(
                        () -> {
                            turn();
                            return second.state().health() == ProviderHealth.DOWN;
                        });
        assertThat(outbox.announced()).containsExactly("DOWN unreachable");
    }

    @Test
    void aShareOfFaultyLiveCallsDegradesIt() {
        for (int i = 0; i < 40; i++) {
            first.watch().observe(ID, i % 2 == 0 ? new ProviderFailure.ServerError(500, "") : null);
        }
        first.watch().look();
        first.checks().turn();
        assertThat(outbox.announced()).endsWith("DEGRADED errors");
    }

    @Test
    void aCredentialThatIsRefusedIsNamed() {
        trouble = new ProviderFailure.Authentication("");
        await().until(
                        () -> {
                            checked();
                            return stored() == ProviderHealth.DEGRADED;
                        });
        assertThat(outbox.announced()).containsExactly("DEGRADED credential_refused");
    }

    @Test
    void aStartKnowsWhatWasKnown() {
        checked();
        Instance later = instance();
        later.checks().turn();
        assertThat(later.state().health()).isEqualTo(ProviderHealth.HEALTHY);
        assertThat(outbox.announced()).containsExactly("HEALTHY");
    }

    @Test
    void theSameInstanceGoesOnCheckingUntilItIsGone() {
        checked();
        String due = "update provider_health set next_check = now() - :past * interval '1 s'";
        database.sql(due).param("past", 1).update();
        second.checks().turn();
        assertThat(isDue()).isTrue();
        database.sql(due).param("past", 4).update();
        second.checks().turn();
        assertThat(isDue()).isFalse();
    }

    @Test
    void otherSettingsBeginAnew() {
        checked();
        repository.begin(ID, 7);
        repository.begin(ID, 6);
        assertThat(repository.find(ID).orElseThrow().revision()).isEqualTo(7);
        assertThat(stored()).isNull();
        assertThat(isDue()).isTrue();
    }

    @Test
    void oneThatIsGoneIsForgotten() {
        checked();
        first.watch().retain(List.of());
        assertThat(first.state()).isEqualTo(State.UNKNOWN);
        assertThat(first.meters().find("millrace.provider.health").gauge()).isNull();
    }
}
