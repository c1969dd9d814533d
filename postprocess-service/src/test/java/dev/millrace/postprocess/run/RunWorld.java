package dev.millrace.postprocess.run;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.embedded.TestCluster;
import dev.millrace.events.Authority;
import dev.millrace.events.Ending;
import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Retention;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.postprocess.RecordingPublisher;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.request.Uuid7;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** The parts of runs on a real database, a log in memory, and keys and a clock one can turn. */
final class RunWorld implements AutoCloseable {

    static final RetrievalRequest RETRIEVAL = new RetrievalRequest("handbook", 3, null);

    static final RunProperties PROPERTIES =
            new RunProperties(
                    true,
                    20,
                    4,
                    10,
                    DataSize.ofMegabytes(1),
                    Duration.ofSeconds(30),
                    Duration.ofDays(30));

    final HikariDataSource database = dataSource();
    final JdbcClient client = JdbcClient.create(database);
    final TransactionTemplate transactions =
            new TransactionTemplate(new JdbcTransactionManager(database));
    final RecordingPublisher log = new RecordingPublisher();
    final Map<String, String> objections = new HashMap<>();
    final Announced outbox = new Announced();
    final List<EndedLine> delivered = new ArrayList<>();
    final TurnedClock clock = new TurnedClock();

    final RunRepository repository =
            new RunRepository(client, new NamedParameterJdbcTemplate(database));
    final BacklogRepository backlog = new BacklogRepository(client, transactions);
    final Release release = release(PROPERTIES);
    final ResultsListener results =
            new ResultsListener(
                    new ResultsRepository(client, backlog),
                    transactions,
                    List.of(new Delivery()),
                    () -> {});
    final Runs runs = new Runs(repository, transactions, outbox, new Uuid7(clock), clock, () -> {});

    RunWorld() {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/postprocess-service")
                .schemas("postprocess")
                .createSchemas(false)
                .load()
                .migrate();
        client.sql("truncate run cascade").update();
    }

    static HikariDataSource dataSource() {
        HikariDataSource source = new HikariDataSource();
        TestCluster cluster = TestCluster.shared();
        source.setJdbcUrl(cluster.jdbcUrl("postprocess"));
        source.setUsername(cluster.user("postprocess"));
        source.setPassword(cluster.password("postprocess"));
        source.setSchema("postprocess");
        source.setMaximumPoolSize(6);
        return source;
    }

    Release release(RunProperties properties) {
        return new Release(
                backlog, log, key -> Optional.ofNullable(objections.get(key)), properties, clock);
    }

    /** A run of a tenant with so many lines, under the key of the same name. */
    Accepted accept(String tenant, int lines) {
        return accept(tenant, lines, Duration.ofHours(1), Duration.ZERO, "{}");
    }

    Accepted accept(String tenant, int lines, Duration toLive, Duration headStart, String body) {
        Instant deadline = clock.instant().plus(toLive);
        Authority authority =
                new Authority(
                        new Owner(tenant, "team", "user-" + tenant),
                        tenant,
                        List.of("m"),
                        List.of(Lane.BULK),
                        Retention.STANDARD,
                        null);
        Line line =
                new Line(
                        Operation.CHAT,
                        "m",
                        List.of("tools"),
                        Map.of("project", "\u2603 \"quoted\""),
                        true,
                        Content.clear(body),
                        null,
                        RETRIEVAL,
                        deadline);
        return runs.accept(new Submission(authority, deadline), new Fixed(headStart, lines, line));
    }

    List<RequestAccepted> released() {
        return log.records(Topics.REQUESTS.bulk(), RequestAccepted.class);
    }

    List<OutcomeReached> endings() {
        return log.records(Topics.OUTCOMES.bulk(), OutcomeReached.class);
    }

    /** How many lines of a tenant were released. */
    long released(String tenant) {
        return released().stream()
                .filter(r -> r.getHead().getAuthority().getOwner().getTenant().equals(tenant))
                .count();
    }

    Run run(Accepted accepted) {
        return repository.find(accepted.runId()).orElseThrow();
    }

    void finish(Ending ending, UUID... requests) {
        finish(ending, null, requests);
    }

    void finish(Ending ending, @Nullable RequestHead head, UUID... requests) {
        List<Received<RequestFinished>> batch =
                Arrays.stream(requests).map(id -> received(id.toString(), ending, head)).toList();
        results.on(batch);
    }

    static Received<RequestFinished> received(
            String requestId, Ending ending, @Nullable RequestHead head) {
        RequestFinished finish =
                RequestFinished.newBuilder()
                        .setRequestId(requestId)
                        .setOwner(new Owner("t", "team", "u"))
                        .setLane(Lane.BULK)
                        .setEnding(ending)
                        .setFinishedAt(Instant.ofEpochMilli(1_800_000_000_000L))
                        .setHead(head)
                        .build();
        return new Received<>(
                requestId,
                finish,
                new Position(Topics.RESULTS.name(), 0, 0),
                Instant.EPOCH,
                Context.root());
    }

    @Override
    public void close() {
        database.close();
    }

    /** The same line again and again. */
    record Fixed(Duration headStart, int count, Line line) implements Source {

        @Override
        public String kind() {
            return "test";
        }

        @Override
        public Iterator<Line> lines() {
            return IntStream.range(0, count).mapToObj(_ -> line).iterator();
        }
    }

    /** Remembers what it was told. */
    private final class Delivery implements Sink {

        @Override
        public String kind() {
            return "test";
        }

        @Override
        public void ended(List<EndedLine> lines) {
            delivered.addAll(lines);
        }
    }

    /** An outbox that only remembers. */
    static final class Announced implements Outbox {

        final List<SpecificRecord> records = new ArrayList<>();

        @Override
        public <V extends SpecificRecord> void add(Topic<? super V> topic, String key, V record) {
            records.add(record);
        }

        @Override
        public void withdraw(Topic<?> topic, String key) {
            throw new UnsupportedOperationException();
        }
    }

    /** Shows the real time, turned forward by hand. */
    static final class TurnedClock extends Clock {

        private volatile Duration ahead = Duration.ZERO;

        void turn(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }
}
