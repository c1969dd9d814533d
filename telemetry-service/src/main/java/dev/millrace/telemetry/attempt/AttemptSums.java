package dev.millrace.telemetry.attempt;

import dev.millrace.telemetry.rollup.Dimensions;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What facts add to, or take from, one row of the hourly rollup. */
final class AttemptSums {

    /** The row. */
    record Key(Instant hour, Dimensions dimensions, String currency) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::dimensions)
                        .thenComparing(Key::hour)
                        .thenComparing(Key::currency);

        static Key of(AttemptFact fact) {
            return new Key(
                    fact.startedAt().truncatedTo(ChronoUnit.HOURS),
                    fact.dimensions(),
                    fact.currency());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    final Key key;
    long attempts;
    long succeeded;
    long failed;
    long cancelled;
    long lost;
    long unpriced;
    long estimated;
    BigInteger inputTokens = BigInteger.ZERO;
    BigInteger outputTokens = BigInteger.ZERO;
    BigInteger cachedInputTokens = BigInteger.ZERO;
    BigInteger cacheWriteInputTokens = BigInteger.ZERO;
    BigInteger reasoningOutputTokens = BigInteger.ZERO;
    BigInteger costNanos = BigInteger.ZERO;
    BigInteger lostNanos = BigInteger.ZERO;

    private AttemptSums(Key key) {
        this.key = key;
    }

    /** The change that new facts, and facts that were withdrawn, make; in the order of the rows. */
    static List<AttemptSums> of(List<AttemptFact> added, List<AttemptFact> withdrawn) {
        Map<Key, AttemptSums> rows = new TreeMap<>();
        added.forEach(fact -> rows.computeIfAbsent(Key.of(fact), AttemptSums::new).add(fact, 1));
        withdrawn.forEach(
                fact -> rows.computeIfAbsent(Key.of(fact), AttemptSums::new).add(fact, -1));
        return new ArrayList<>(rows.values());
    }

    private void add(AttemptFact fact, int sign) {
        attempts += sign;
        switch (fact.state()) {
            case SUCCEEDED -> succeeded += sign;
            case FAILED -> failed += sign;
            case CANCELLED -> cancelled += sign;
            case LOST -> lost += sign;
        }
        AttemptFact.Tokens tokens = fact.tokens();
        estimated += tokens.estimated() ? sign : 0;
        inputTokens = inputTokens.add(BigInteger.valueOf(sign * tokens.input()));
        outputTokens = outputTokens.add(BigInteger.valueOf(sign * tokens.output()));
        cachedInputTokens = cachedInputTokens.add(BigInteger.valueOf(sign * tokens.cachedInput()));
        cacheWriteInputTokens =
                cacheWriteInputTokens.add(BigInteger.valueOf(sign * tokens.cacheWriteInput()));
        reasoningOutputTokens =
                reasoningOutputTokens.add(BigInteger.valueOf(sign * tokens.reasoningOutput()));
        Long cost = fact.costNanos();
        if (cost == null) {
            unpriced += sign;
        } else {
            BigInteger nanos = BigInteger.valueOf(cost).multiply(BigInteger.valueOf(sign));
            if (fact.state() == AttemptState.LOST) {
                lostNanos = lostNanos.add(nanos);
            } else {
                costNanos = costNanos.add(nanos);
            }
        }
    }
}
