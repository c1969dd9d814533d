package dev.millrace.telemetry.usage;

import dev.millrace.telemetry.usage.UsageRow.Attempts;
import dev.millrace.telemetry.usage.UsageRow.Cost;
import dev.millrace.telemetry.usage.UsageRow.Requests;
import dev.millrace.telemetry.usage.UsageRow.Tokens;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds lines of the two rollups up to rows. */
final class UsageTally {

    /** A line of the attempts' rollup, summed by group and currency. */
    record AttemptLine(
            List<String> group, String currency, Attempts attempts, Tokens tokens, Spent spent) {}

    /** Nano-units. */
    record Spent(BigDecimal nanos, BigDecimal lostNanos) {
        Spent plus(Spent other) {
            return new Spent(nanos.add(other.nanos), lostNanos.add(other.lostNanos));
        }
    }

    /** A line of the requests' rollup, summed by group. */
    record RequestLine(List<String> group, Requests requests, Means means) {}

    /** What the means are made of. */
    record Means(
            long latencies,
            BigDecimal latencyMillis,
            long firstTokens,
            BigDecimal firstTokenMillis) {
        static final Means NONE = new Means(0, BigDecimal.ZERO, 0, BigDecimal.ZERO);

        Means plus(Means other) {
            return new Means(
                    latencies + other.latencies,
                    latencyMillis.add(other.latencyMillis),
                    firstTokens + other.firstTokens,
                    firstTokenMillis.add(other.firstTokenMillis));
        }
    }

    private Requests requests = new Requests(0, 0, 0, 0, 0, null, null);
    private Means means = Means.NONE;
    private Attempts attempts = new Attempts(0, 0, 0, 0, 0, 0, 0);
    private Tokens tokens =
            new Tokens(
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    BigDecimal.ZERO);
    private final Map<String, Spent> spent = new TreeMap<>();

    void add(AttemptLine line) {
        Attempts more = line.attempts();
        attempts =
                new Attempts(
                        attempts.total() + more.total(),
                        attempts.succeeded() + more.succeeded(),
                        attempts.failed() + more.failed(),
                        attempts.cancelled() + more.cancelled(),
                        attempts.lost() + more.lost(),
                        attempts.unpriced() + more.unpriced(),
                        attempts.estimated() + more.estimated());
        Tokens used = line.tokens();
        tokens =
                new Tokens(
                        tokens.input().add(used.input()),
                        tokens.output().add(used.output()),
                        tokens.cachedInput().add(used.cachedInput()),
                        tokens.cacheWriteInput().add(used.cacheWriteInput()),
                        tokens.reasoningOutput().add(used.reasoningOutput()));
        if (!line.currency().isEmpty()) {
            spent.merge(line.currency(), line.spent(), Spent::plus);
        }
    }

    void add(RequestLine line) {
        Requests more = line.requests();
        requests =
                new Requests(
                        requests.total() + more.total(),
                        requests.completed() + more.completed(),
                        requests.failed() + more.failed(),
                        requests.cancelled() + more.cancelled(),
                        requests.expired() + more.expired(),
                        null,
                        null);
        means = means.plus(line.means());
    }

    /** The row of a group. */
    UsageRow row(List<Grouping> by, List<String> values) {
        Map<String, @Nullable String> group = new LinkedHashMap<>();
        for (int i = 0; i < by.size(); i++) {
            String value = values.get(i);
            group.put(by.get(i).param(), value.isEmpty() ? null : value);
        }
        List<Cost> cost = new ArrayList<>();
        spent.forEach(
                (currency, sum) -> cost.add(Cost.ofNanos(currency, sum.nanos, sum.lostNanos)));
        return new UsageRow(group, withMeans(), attempts, tokens, cost);
    }

    private Requests withMeans() {
        return new Requests(
                requests.total(),
                requests.completed(),
                requests.failed(),
                requests.cancelled(),
                requests.expired(),
                mean(means.latencyMillis, means.latencies),
                mean(means.firstTokenMillis, means.firstTokens));
    }

    private static @Nullable Long mean(BigDecimal sum, long count) {
        return count <= 0
                ? null
                : sum.divide(BigDecimal.valueOf(count), 0, RoundingMode.HALF_UP).longValueExact();
    }
}
