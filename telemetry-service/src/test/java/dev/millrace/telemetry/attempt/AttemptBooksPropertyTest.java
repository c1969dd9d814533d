package dev.millrace.telemetry.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Money;
import dev.millrace.events.Owner;
import dev.millrace.events.Usage;
import dev.millrace.telemetry.Database;
import dev.millrace.telemetry.Events;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whatever is repeated, reordered, interleaved with sweeps or rolled back: every attempt is in the
 * books exactly once, with its end if it has one, else as lost with what was reserved.
 */
class AttemptBooksPropertyTest {

    private static final int TRIES = 120;

    private final Database database = Database.empty();

    @Test
    void everyAttemptIsCountedExactlyOnce() {
        LongStream.range(0, TRIES).forEach(this::tryWith);
    }

    private void tryWith(long seed) {
        database.clear();
        Random random = new Random(seed);
        Events events = new Events(random);
        Map<String, AttemptStarted> started = new HashMap<>();
        Map<String, AttemptEnded> ended = new HashMap<>();
        List<SpecificRecord> written = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(30); i++) {
            AttemptStarted start = events.started("attempt-" + i);
            boolean announced = random.nextInt(8) > 0;
            if (announced) {
                started.put(start.getAttemptId(), start);
                written.add(start);
            }
            if (!announced || random.nextInt(4) > 0) {
                AttemptEnded end = events.ended(start);
                ended.put(start.getAttemptId(), end);
                written.add(random.nextInt(written.size() + 1), end);
            }
        }
        TransactionTemplate transactions = database.transactions();
        AttemptBooks books = AttemptWriting.books(database);
        for (List<SpecificRecord> batch : events.delivered(written)) {
            if (random.nextInt(4) == 0) {
                // The process dies between the statements and the commit.
                transactions.executeWithoutResult(
                        status -> {
                            books.record(AttemptBatch.of(batch));
                            status.setRollbackOnly();
                        });
            }
            books.record(AttemptBatch.of(batch));
            if (random.nextInt(3) == 0) {
                books.loseStartedBefore(Events.START.plusMillis(random.nextInt(10_800_000)));
            }
        }
        books.loseStartedBefore(Events.START.plusSeconds(1_000_000));

        Books expected = Books.of(started, ended);
        assertThat(fromFacts()).as("facts, seed %d", seed).isEqualTo(expected);
        assertThat(fromRollup()).as("rollup, seed %d", seed).isEqualTo(expected);
        assertThat(emptyRows()).as("negative sums, seed %d", seed).isZero();
        assertThat(
                        database.jdbc()
                                .sql("select count(*) from attempt_open")
                                .query(Long.class)
                                .single())
                .as("open attempts, seed %d", seed)
                .isZero();
    }

    @Test
    void aStartThatComesBackAfterItsEndOpensNothing() {
        Events events = new Events(new Random(7));
        AttemptStarted start = events.started("a");
        AttemptBooks books = AttemptWriting.books(database);

        books.record(AttemptBatch.of(List.of(events.ended(start))));
        books.record(AttemptBatch.of(List.of(start)));

        assertThat(books.loseStartedBefore(Events.START.plusSeconds(1_000_000))).isZero();
    }

    /** What is announced after a crash can only say when the attempt began at the earliest. */
    @Test
    void anAttemptOfMidnightIsOneWhicheverDayItsRecordsName() {
        Events events = new Events(new Random(7));
        for (boolean startFirst : List.of(true, false)) {
            AttemptStarted start =
                    AttemptStarted.newBuilder(events.started("midnight-" + startFirst))
                            .setStartedAt(Instant.parse("2026-11-20T23:59:59.999Z"))
                            .build();
            AttemptEnded end =
                    AttemptEnded.newBuilder(events.ended(start))
                            .setStartedAt(Instant.parse("2026-11-21T00:00:00.001Z"))
                            .build();
            AttemptBooks books = AttemptWriting.books(database);
            if (startFirst) {
                books.record(AttemptBatch.of(List.of(start)));
                assertThat(books.loseStartedBefore(Events.START.plusSeconds(1_000_000))).isOne();
            }
            books.record(AttemptBatch.of(List.of(end)));
            books.record(AttemptBatch.of(List.of(start)));

            assertThat(books.loseStartedBefore(Events.START.plusSeconds(1_000_000))).isZero();
            assertThat(state(start.getAttemptId())).isNotEqualTo("lost");
        }
        assertThat(sum("attempts")).isEqualByComparingTo("2");
        assertThat(sum("lost")).isEqualByComparingTo("0");
    }

    @Test
    void aLateEndCorrectsWhatWasGivenUp() {
        Events events = new Events(new Random(7));
        AttemptStarted start =
                AttemptStarted.newBuilder(events.started("a"))
                        .setReserved(new Money(70L, "USD"))
                        .build();
        AttemptBooks books = AttemptWriting.books(database);
        books.record(AttemptBatch.of(List.of(start)));
        assertThat(books.loseStartedBefore(Events.START.plusSeconds(1_000_000))).isEqualTo(1);
        assertThat(state("a")).isEqualTo("lost");
        assertThat(sum("lost_nanos")).isEqualByComparingTo("70");

        AttemptEnded end =
                AttemptEnded.newBuilder(events.ended(start)).setCost(new Money(50L, "USD")).build();
        books.record(AttemptBatch.of(List.of(end)));

        assertThat(state("a")).isNotEqualTo("lost");
        assertThat(sum("lost_nanos")).isEqualByComparingTo("0");
        assertThat(sum("cost_nanos")).isEqualByComparingTo("50");
        assertThat(sum("attempts")).isEqualByComparingTo("1");
    }

    @Test
    void anEndThatMeetsTheSweepAtWorkStillCorrectsIt() throws Exception {
        Events events = new Events(new Random(7));
        AttemptStarted start = events.started("a");
        AttemptEnded end = events.ended(start);
        Database other = database.again();
        AttemptWriting.books(database).record(AttemptBatch.of(List.of(start)));

        CompletableFuture<Integer> ending = new CompletableFuture<>();
        database.transactions()
                .executeWithoutResult(
                        _ -> {
                            AttemptWriting.books(database)
                                    .loseStartedBefore(Events.START.plusSeconds(1_000_000));
                            Thread.ofVirtual()
                                    .start(
                                            () ->
                                                    ending.complete(
                                                            AttemptWriting.books(other)
                                                                    .record(
                                                                            AttemptBatch.of(
                                                                                    List.of(
                                                                                            end)))));
                            await().until(this::someoneWaitsForALock);
                        });

        assertThat(ending.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(state("a")).isNotEqualTo("lost");
        assertThat(sum("attempts")).isEqualByComparingTo("1");
        assertThat(sum("lost")).isEqualByComparingTo("0");
    }

    private boolean someoneWaitsForALock() {
        return database.jdbc()
                .sql("select exists (select from pg_locks where not granted)")
                .query(Boolean.class)
                .single();
    }

    @Test
    void ofTwoDifferentEndsTheFirstCounts() {
        Events events = new Events(new Random(7));
        AttemptEnded first =
                AttemptEnded.newBuilder(events.ended(events.started("a")))
                        .setCost(new Money(1L, "USD"))
                        .build();
        AttemptEnded second = AttemptEnded.newBuilder(first).setCost(new Money(2L, "USD")).build();
        AttemptBooks books = AttemptWriting.books(database);

        books.record(AttemptBatch.of(List.of(first, second)));
        books.record(AttemptBatch.of(List.of(second)));

        assertThat(sum("cost_nanos")).isEqualByComparingTo("1");
    }

    @Test
    void absurdNumbersAndNamesSpoilNothing() {
        Events events = new Events(new Random(7));
        AttemptEnded end =
                AttemptEnded.newBuilder(events.ended(events.started("a")))
                        .setModel("zero\0" + "x".repeat(1_000))
                        .setEndedAt(Instant.ofEpochMilli(Long.MAX_VALUE))
                        .setUsage(new Usage(Long.MAX_VALUE, -5L, 0L, 0L, 0L, false))
                        .setCost(new Money(Long.MAX_VALUE, "USD"))
                        .build();
        AttemptEnded other = AttemptEnded.newBuilder(end).setAttemptId("b").build();
        AttemptBooks books = AttemptWriting.books(database);

        books.record(AttemptBatch.of(List.of(end, other)));

        assertThat(sum("input_tokens")).isEqualByComparingTo("2000000000000");
        assertThat(sum("output_tokens")).isEqualByComparingTo("0");
        assertThat(sum("cost_nanos"))
                .isEqualByComparingTo(
                        new BigDecimal(Long.MAX_VALUE).multiply(BigDecimal.valueOf(2)));
    }

    private String state(String attemptId) {
        return database.jdbc()
                .sql("select state from usage_fact where attempt_id = :id")
                .param("id", attemptId)
                .query(String.class)
                .single();
    }

    private BigDecimal sum(String column) {
        return database.jdbc()
                .sql("select sum(" + column + ") from usage_rollup")
                .query(BigDecimal.class)
                .single();
    }

    private long emptyRows() {
        return database.jdbc()
                .sql(
                        """
                        select count(*) from usage_rollup where least(attempts, succeeded, failed,
                          cancelled, lost, unpriced, cost_nanos, lost_nanos, input_tokens) < 0
                        """)
                .query(Long.class)
                .single();
    }

    /** The reference: a row for each attempt, as plain text. */
    private record Books(Set<String> rows) {

        static Books of(Map<String, AttemptStarted> started, Map<String, AttemptEnded> ended) {
            Map<String, long[]> sums = new HashMap<>();
            ended.values()
                    .forEach(
                            end ->
                                    add(
                                            sums,
                                            key(
                                                    end.getStartedAt(),
                                                    end.getOwner(),
                                                    end.getProvider(),
                                                    end.getModel(),
                                                    end.getCost().orElse(null)),
                                            0,
                                            end.getUsage().getInputTokens(),
                                            end.getCost().map(Money::getNanos).orElse(0L)));
            started.values().stream()
                    .filter(start -> !ended.containsKey(start.getAttemptId()))
                    .forEach(
                            start ->
                                    add(
                                            sums,
                                            key(
                                                    start.getStartedAt(),
                                                    start.getOwner(),
                                                    start.getProvider(),
                                                    start.getModel(),
                                                    start.getReserved().orElse(null)),
                                            1,
                                            0,
                                            start.getReserved().map(Money::getNanos).orElse(0L)));
            Set<String> rows = new HashSet<>();
            sums.forEach(
                    (key, sum) ->
                            rows.add(
                                    key + "|" + sum[0] + "|" + sum[1] + "|" + sum[2] + "|"
                                            + sum[3]));
            return new Books(rows);
        }

        private static String key(
                Instant start, Owner owner, String provider, String model, @Nullable Money money) {
            return String.join(
                    "|",
                    start.toString().substring(0, 13),
                    owner.getTenant(),
                    owner.getTeam(),
                    owner.getUser(),
                    provider,
                    model,
                    money == null ? "" : money.getCurrency());
        }

        private static void add(
                Map<String, long[]> sums, String key, long lost, long tokens, long nanos) {
            long[] sum = sums.computeIfAbsent(key, _ -> new long[4]);
            sum[0] += 1;
            sum[1] += lost;
            sum[2] += tokens;
            sum[3] += nanos;
        }
    }

    private Books fromFacts() {
        return read(
                """
                select to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24'), tenant, team,
                  user_id, provider, model, currency, count(*), count(*) filter (where state = 'lost'),
                  sum(input_tokens), coalesce(sum(cost_nanos), 0)
                from usage_fact group by 1, 2, 3, 4, 5, 6, 7
                """);
    }

    private Books fromRollup() {
        return read(
                """
                select to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24'), tenant, team,
                  user_id, provider, model, currency, sum(attempts), sum(lost), sum(input_tokens),
                  sum(cost_nanos + lost_nanos)
                from usage_rollup group by 1, 2, 3, 4, 5, 6, 7 having sum(attempts) <> 0
                """);
    }

    private Books read(String sql) {
        return new Books(
                new HashSet<>(
                        database.jdbc()
                                .sql(sql)
                                .query(
                                        (row, _) -> {
                                            List<String> cells = new ArrayList<>();
                                            for (int i = 1; i <= 11; i++) {
                                                cells.add(String.valueOf(row.getString(i)));
                                            }
                                            return String.join("|", cells);
                                        })
                                .list()));
    }
}
