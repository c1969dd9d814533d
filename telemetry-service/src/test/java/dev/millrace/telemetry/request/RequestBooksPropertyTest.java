package dev.millrace.telemetry.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Ending;
import dev.millrace.events.RequestFinished;
import dev.millrace.telemetry.Database;
import dev.millrace.telemetry.Events;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever is repeated or contradicts itself later: a request is counted once, as it first ended.
 */
class RequestBooksPropertyTest {

    private static final int TRIES = 100;

    private final Database database = Database.empty();
    private final RequestBooks books =
            new RequestBooks(database.transactions(), new RequestRepository(database.jdbc()));

    @Test
    void everyRequestIsCountedExactlyOnceAndItsFirstEndingWins() {
        LongStream.range(0, TRIES).forEach(this::tryWith);
    }

    private void tryWith(long seed) {
        database.clear();
        Random random = new Random(seed);
        Events events = new Events(random);
        List<RequestFinished> written = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(25); i++) {
            String id = "request-" + i;
            written.add(events.finished(id));
            if (random.nextInt(4) == 0) {
                written.add(events.finished(id));
            }
        }
        Map<String, RequestFinished> first = new TreeMap<>();
        for (List<RequestFinished> batch : events.delivered(written)) {
            batch.forEach(end -> first.putIfAbsent(end.getRequestId(), end));
            books.record(batch);
            if (random.nextInt(3) == 0) {
                books.record(batch);
            }
        }

        assertThat(endings()).as("facts, seed %d", seed).isEqualTo(expectedEndings(first));
        assertThat(sum("requests"))
                .as("requests, seed %d", seed)
                .isEqualByComparingTo(count(first));
        assertThat(sum("completed + failed + cancelled + expired"))
                .as("endings, seed %d", seed)
                .isEqualByComparingTo(count(first));
        assertThat(sum("expired"))
                .as("expired, seed %d", seed)
                .isEqualByComparingTo(
                        BigDecimal.valueOf(
                                first.values().stream()
                                        .filter(end -> end.getEnding() == Ending.EXPIRED)
                                        .count()));
        for (String[] pair :
                new String[][] {
                    {"latency_millis", "coalesce(latency_millis, 0)"},
                    {"latencies", "case when latency_millis is null then 0 else 1 end"},
                    {"first_token_millis", "coalesce(first_token_millis, 0)"},
                    {"attempts", "attempts"}
                }) {
            assertThat(sum(pair[0]))
                    .as("%s, seed %d", pair[0], seed)
                    .isEqualByComparingTo(
                            database.jdbc()
                                    .sql("select sum(" + pair[1] + ") from request_fact")
                                    .query(BigDecimal.class)
                                    .single());
        }
    }

    @Test
    void aRequestNobodyCouldReadIsCountedWithoutNames() {
        RequestFinished unreadable =
                RequestFinished.newBuilder(new Events(new Random(1)).finished("r"))
                        .setHead(null)
                        .setPlan(null)
                        .setCompletion(null)
                        .setEnding(Ending.FAILED)
                        .build();

        assertThat(books.record(List.of(unreadable))).isEqualTo(1);
        assertThat(books.record(List.of(unreadable))).isZero();
        assertThat(books.record(List.of())).isZero();
        assertThat(
                        database.jdbc()
                                .sql("select provider || asked_model from request_fact")
                                .query(String.class)
                                .single())
                .isEmpty();
    }

    private static Map<String, String> expectedEndings(Map<String, RequestFinished> first) {
        Map<String, String> endings = new TreeMap<>();
        first.forEach((id, end) -> endings.put(id, RequestFact.of(end).ending()));
        return endings;
    }

    private Map<String, String> endings() {
        Map<String, String> endings = new TreeMap<>();
        database.jdbc()
                .sql("select request_id, ending from request_fact")
                .query(
                        (row, _) ->
                                endings.put(
                                        String.valueOf(row.getString(1)),
                                        String.valueOf(row.getString(2))))
                .list();
        return endings;
    }

    private static BigDecimal count(Map<String, RequestFinished> first) {
        return BigDecimal.valueOf(first.size());
    }

    private BigDecimal sum(String columns) {
        return database.jdbc()
                .sql("select sum(" + columns + ") from request_rollup")
                .query(BigDecimal.class)
                .single();
    }
}
