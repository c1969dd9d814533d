package dev.millrace.store.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.LimitSet;
import dev.millrace.events.Owner;
import dev.millrace.events.PersonKey;
import dev.millrace.events.topic.Topics;
import dev.millrace.store.outbox.FakeLog.Published;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

final class OutboxTest {

    /** As {@link JdbcOutbox} documents it. */
    private static final String TABLE =
            """
            create table outbox (
                id      bigint generated always as identity primary key,
                topic   text not null,
                key     text not null,
                value   bytea,
                trace   text,
                broken  text
            );
            create index outbox_waiting on outbox (topic, key, id) where broken is null;
            """;

    private final DriverManagerDataSource source = source();
    private final JdbcClient database = JdbcClient.create(source);
    private final TransactionTemplate transaction =
            new TransactionTemplate(new DataSourceTransactionManager(source));
    private final List<OutboxRelay> relays = new ArrayList<>();

    @BeforeEach
    void makeTable() {
        database.sql("drop table if exists outbox; drop table if exists versions").update();
        database.sql(TABLE).update();
    }

    @AfterEach
    void stopRelays() {
        relays.forEach(OutboxRelay::close);
    }

    @Test
    void publishesAfterTheCommitAndNotBefore() {
        FakeLog log = new FakeLog(1, 0);
        Outbox outbox = outbox(log, relay(log));
        transaction.executeWithoutResult(
                _ -> {
                    outbox.add(Topics.ACCESS, "limit/a", limit("a", 1));
                    outbox.add(Topics.ACCESS, "limit/b", limit("b", 1));
                    assertThat(log.published()).isEmpty();
                });
        await().until(() -> log.published().size() == 2);
        await().until(this::waiting, count -> count == 0);
    }

    @Test
    void aRollbackAnnouncesNothing() {
        FakeLog log = new FakeLog(1, 0);
        Outbox outbox = outbox(log, relay(log));
        transaction.executeWithoutResult(
                status -> {
                    outbox.add(Topics.ACCESS, "limit/a", limit("a", 1));
                    status.setRollbackOnly();
                });
        transaction.executeWithoutResult(_ -> outbox.add(Topics.ACCESS, "limit/b", limit("b", 1)));
        await().until(() -> !log.published().isEmpty());
        await().until(this::waiting, count -> count == 0);
        assertThat(log.published()).extracting(Published::key).containsExactly("limit/b");
    }

    @Test
    void whatARelayDidNotPublishTheNextOneDoes() {
        FakeLog log = new FakeLog(1, 0);
        OutboxRelay before = relay(log);
        before.close();
        Outbox outbox = outbox(log, before);
        transaction.executeWithoutResult(_ -> outbox.add(Topics.ACCESS, "limit/a", limit("a", 1)));
        assertThat(log.published()).isEmpty();
        relay(log);
        await().until(() -> log.published().size() == 1);
    }

    @Test
    void closingPublishesWhatIsAlreadyThere() {
        FakeLog log = new FakeLog(1, 0);
        OutboxRelay relay = relay(log);
        Outbox outbox = outbox(log, relay);
        for (int i = 0; i < 20; i++) {
            String id = "x" + i;
            transaction.executeWithoutResult(
                    _ -> outbox.add(Topics.ACCESS, "limit/" + id, limit(id, 1)));
        }
        relay.close();
        assertThat(log.published()).hasSize(20);
    }

    @Test
    void waitsForALogThatIsDown() {
        FakeLog log = new FakeLog(1, 0);
        log.down(true);
        Outbox outbox = outbox(log, relay(log));
        transaction.executeWithoutResult(_ -> outbox.add(Topics.ACCESS, "limit/a", limit("a", 1)));
        await().during(Duration.ofMillis(300)).until(() -> log.published().isEmpty());
        assertThat(waiting()).isEqualTo(1);
        log.down(false);
        await().until(() -> log.published().size() == 1);
    }

    @Test
    void aKeyKeepsItsOrderWhoeverPublishesAndWhateverIsLost() throws Exception {
        long seed = System.nanoTime();
        FakeLog log = new FakeLog(seed, 0.1);
        OutboxRelay first = relay(log);
        Outbox outbox = outbox(log, first);
        relay(log);
        relay(log);
        database.sql("create table versions (id text primary key, version int not null)").update();
        database.sql("insert into versions select 'k' || n, 0 from generate_series(0, 4) n")
                .update();
        try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
            List<Future<?>> done = new ArrayList<>();
            for (int w = 0; w < 4; w++) {
                Random random = new Random(seed + w);
                done.add(writers.submit(() -> write(outbox, random)));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        await().atMost(Duration.ofSeconds(60)).until(this::waiting, count -> count == 0);
        Map<String, Long> last = new HashMap<>();
        for (Published each : log.published()) {
            long version =
                    each.value() instanceof LimitSet limit
                            ? limit.getRequestsPerMinute().orElseThrow()
                            : 0;
            long before = last.getOrDefault(each.key(), 0L);
            // The same again after a lost acknowledgement; never an older one, never a gap.
            assertThat(version).as("seed %s", seed).isBetween(Math.max(before, 1), before + 1);
            last.put(each.key(), version);
        }
        assertThat(last.values().stream().mapToLong(Long::longValue).sum())
                .as("seed %s", seed)
                .isEqualTo(200);
    }

    private void write(Outbox outbox, Random random) {
        for (int i = 0; i < 50; i++) {
            String id = "k" + random.nextInt(5);
            transaction.executeWithoutResult(
                    _ -> {
                        int version =
                                database.sql(
                                                "update versions set version = version + 1"
                                                        + " where id = ? returning version")
                                        .param(id)
                                        .query(Integer.class)
                                        .single();
                        outbox.add(Topics.ACCESS, "limit/" + id, limit(id, version));
                    });
        }
    }

    @Test
    void withoutCommonRowTheOrderIsThatOfTheCommits() throws Exception {
        FakeLog log = new FakeLog(1, 0);
        Outbox outbox = outbox(log, relay(log));
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> second =
                    transaction.execute(
                            _ -> {
                                outbox.add(Topics.ACCESS, "limit/a", limit("a", 1));
                                Future<?> waits =
                                        other.submit(
                                                () ->
                                                        transaction.executeWithoutResult(
                                                                _ ->
                                                                        outbox.add(
                                                                                Topics.ACCESS,
                                                                                "limit/a",
                                                                                limit("a", 2))));
                                await().until(this::someoneWaitsForALock);
                                assertThat(waits).isNotDone();
                                return waits;
                            });
            java.util.Objects.requireNonNull(second).get();
        }
        await().until(() -> log.published().size() == 2);
        assertThat(log.published())
                .extracting(
                        each ->
                                ((LimitSet) java.util.Objects.requireNonNull(each.value()))
                                        .getRequestsPerMinute()
                                        .orElseThrow())
                .containsExactly(1L, 2L);
    }

    private boolean someoneWaitsForALock() {
        return database.sql(
                                "select count(*) from pg_stat_activity"
                                        + " where usename = current_user and wait_event = 'advisory'")
                        .query(Integer.class)
                        .single()
                > 0;
    }

    @Test
    void aWithdrawalIsAnnouncedToo() {
        FakeLog log = new FakeLog(1, 0);
        Outbox outbox = outbox(log, relay(log));
        transaction.executeWithoutResult(
                _ -> {
                    outbox.add(Topics.ACCESS, "limit/a", limit("a", 1));
                    outbox.withdraw(Topics.ACCESS, "limit/a");
                });
        await().until(() -> log.published().size() == 2);
        assertThat(log.published().get(1).value()).isNull();
    }

    @Test
    void whatCanNeverBePublishedIsSetAsideAndHoldsUpNothing() {
        FakeLog log = new FakeLog(1, 0);
        database.sql("insert into outbox (topic, key, value) values (?, 'limit/a', '\\x00')")
                .param(Topics.ACCESS.name())
                .update();
        database.sql("insert into outbox (topic, key, value) values ('gone', 'b', '\\x00000000')")
                .update();
        Outbox outbox = outbox(log, relay(log));
        transaction.executeWithoutResult(_ -> outbox.add(Topics.ACCESS, "limit/a", limit("a", 1)));
        await().until(() -> log.published().size() == 1);
        await().until(
                        () ->
                                database.sql("select broken from outbox order by id")
                                        .query(String.class)
                                        .list(),
                        broken ->
                                broken.equals(
                                        List.of(
                                                "java.lang.IllegalArgumentException",
                                                "java.lang.IllegalArgumentException")));
    }

    @Test
    void theTraceGoesWithTheAnnouncement() {
        FakeLog log = new FakeLog(1, 0);
        Outbox outbox = outbox(log, relay(log));
        SpanContext span =
                SpanContext.create(
                        "0af7651916cd43dd8448eb211c80319c",
                        "b7ad6b7169203331",
                        TraceFlags.getSampled(),
                        TraceState.getDefault());
        try (var _ = Context.root().with(Span.wrap(span)).makeCurrent()) {
            transaction.executeWithoutResult(
                    _ -> outbox.add(Topics.ACCESS, "limit/a", limit("a", 1)));
        }
        await().until(() -> !log.published().isEmpty());
        assertThat(log.published().getFirst().traceId()).isEqualTo(span.getTraceId());
    }

    @Test
    void anAnnouncementNeedsATransactionAndAPlaceOnItsTopic() {
        FakeLog log = new FakeLog(1, 0);
        Outbox outbox = outbox(log, relay(log));
        assertThatIllegalStateException()
                .isThrownBy(() -> outbox.add(Topics.ACCESS, "limit/a", limit("a", 1)));
        SpecificRecord misplaced =
                new PersonKey("p", new Owner(), ByteBuffer.allocate(1), Instant.EPOCH);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                transaction.executeWithoutResult(
                                        _ -> outbox.add(Topics.ACCESS, "p", misplaced)));
        assertThat(waiting()).isZero();
    }

    @Test
    void tellsWhetherTheServiceHasTheTable() {
        OutboxRelay relay = new OutboxRelay(database, transaction, new FakeLog(1, 0));
        assertThat(relay.hasTable()).isTrue();
        database.sql("drop table outbox").update();
        assertThat(relay.hasTable()).isFalse();
    }

    private OutboxRelay relay(FakeLog log) {
        OutboxRelay relay = new OutboxRelay(database, transaction, log);
        relays.add(relay);
        relay.start();
        return relay;
    }

    private Outbox outbox(FakeLog log, OutboxRelay relay) {
        return new JdbcOutbox(database, log, relay::nudge);
    }

    private int waiting() {
        return database.sql("select count(*) from outbox where broken is null")
                .query(Integer.class)
                .single();
    }

    private static LimitSet limit(String id, long version) {
        return LimitSet.newBuilder()
                .setLimitId(id)
                .setOwner(new Owner("default", "default", "default"))
                .setSubject("key")
                .setRequestsPerMinute(version)
                .setChangedAt(Instant.EPOCH)
                .build();
    }

    private static DriverManagerDataSource source() {
        TestCluster cluster = TestCluster.shared();
        return new DriverManagerDataSource(
                cluster.jdbcUrl("gateway"), cluster.user("gateway"), cluster.password("gateway"));
    }

    /** Patient: a busy machine is no failure. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }
}
