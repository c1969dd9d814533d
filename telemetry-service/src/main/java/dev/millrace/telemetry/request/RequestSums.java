package dev.millrace.telemetry.request;

import dev.millrace.telemetry.rollup.Dimensions;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What facts add to one row of the hourly rollup. */
final class RequestSums {

    /** The row. */
    record Key(Instant hour, Dimensions dimensions) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::dimensions).thenComparing(Key::hour);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    final Key key;
    long requests;
    long completed;
    long failed;
    long cancelled;
    long expired;
    BigInteger attempts = BigInteger.ZERO;
    long latencies;
    BigInteger latencyMillis = BigInteger.ZERO;
    long firstTokens;
    BigInteger firstTokenMillis = BigInteger.ZERO;

    private RequestSums(Key key) {
        this.key = key;
    }

    /** In the order of the rows. */
    static List<RequestSums> of(List<RequestFact> facts) {
        Map<Key, RequestSums> rows = new TreeMap<>();
        for (RequestFact fact : facts) {
            Key key = new Key(fact.finishedAt().truncatedTo(ChronoUnit.HOURS), fact.dimensions());
            rows.computeIfAbsent(key, RequestSums::new).add(fact);
        }
        return new ArrayList<>(rows.values());
    }

    private void add(RequestFact fact) {
        requests++;
        switch (fact.ending()) {
            case "completed" -> completed++;
            case "cancelled" -> cancelled++;
            case "expired" -> expired++;
            default -> failed++;
        }
        attempts = attempts.add(BigInteger.valueOf(fact.attempts()));
        Long latency = fact.latencyMillis();
        if (latency != null) {
            latencies++;
            latencyMillis = latencyMillis.add(BigInteger.valueOf(latency));
        }
        Long firstToken = fact.firstTokenMillis();
        if (firstToken != null) {
            firstTokens++;
            firstTokenMillis = firstTokenMillis.add(BigInteger.valueOf(firstToken));
        }
    }
}
