package dev.millrace.rag.ingest;

import dev.millrace.rag.row.Row;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How much there is to do and how fast it is done. Looked up when a scraper asks, at most once in
 * five seconds; every instance tells the same of the queue, so take the largest and not the sum.
 */
final class IngestMetrics {

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final List<String> STATES =
            List.of("queued", "parsing", "embedding", "indexed", "failed");

    private record Looked(Map<String, Long> documents, @Nullable Instant oldest, Instant at) {}

    private final JdbcClient database;
    private final MeterRegistry registry;
    private final Clock clock;
    private final Counter chunks;
    private volatile Looked looked = new Looked(Map.of(), null, Instant.EPOCH);

    IngestMetrics(JdbcClient database, MeterRegistry registry, Clock clock) {
        this.database = database;
        this.registry = registry;
        this.clock = clock;
        this.chunks =
                Counter.builder("millrace.rag.chunks")
                        .description("chunks put into an index")
                        .register(registry);
        for (String state : STATES) {
            Gauge.builder(
                            "millrace.rag.documents",
                            this,
                            m -> m.look().documents().getOrDefault(state, 0L))
                    .description("documents, once for each index of their knowledge base")
                    .tag("state", state)
                    .register(registry);
        }
        Gauge.builder("millrace.rag.oldest.seconds", this, IngestMetrics::age)
                .description("age of the oldest document that is neither indexed nor failed")
                .register(registry);
    }

    void indexed(int count) {
        chunks.increment(count);
    }

    void failed(String code) {
        registry.counter("millrace.rag.failed", "code", code).increment();
    }

    private double age() {
        Looked now = look();
        Instant oldest = now.oldest();
        return oldest == null ? 0 : Duration.between(oldest, now.at()).toMillis() / 1000.0;
    }

    private Looked look() {
        Looked last = looked;
        Instant now = clock.instant();
        if (last.at().plus(FRESH).isBefore(now)) {
            Map<String, Long> documents = new HashMap<>();
            database.sql("select state, count(*) as many from document_state group by state")
                    .query(
                            row -> {
                                documents.put(Row.text(row, "state"), row.getLong("many"));
                            });
            Instant oldest =
                    database.sql(
                                    "select queued_at from document_state where state not in"
                                            + " ('indexed', 'failed') order by queued_at limit 1")
                            .query(OffsetDateTime.class)
                            .optional()
                            .map(OffsetDateTime::toInstant)
                            .orElse(null);
            last = new Looked(documents, oldest, now);
            looked = last;
        }
        return last;
    }
}
