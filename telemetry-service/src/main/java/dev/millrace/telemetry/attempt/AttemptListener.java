package dev.millrace.telemetry.attempt;

import dev.millrace.log.Received;
import dev.millrace.log.stage.StageHandler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;

/** Reads `attempts`: a batch is one transaction, and its offsets are committed after it. */
final class AttemptListener implements StageHandler<SpecificRecord> {

    private final AttemptBooks books;
    private final Counter facts;

    AttemptListener(AttemptBooks books, MeterRegistry registry) {
        this.books = books;
        this.facts =
                Counter.builder("millrace.telemetry.facts")
                        .description("Facts written for the first time")
                        .tag("kind", "attempt")
                        .register(registry);
    }

    @Override
    public CompletionStage<?> on(List<Received<SpecificRecord>> batch) {
        int fresh = books.record(AttemptBatch.of(batch.stream().map(Received::value).toList()));
        facts.increment(fresh);
        return CompletableFuture.completedStage(fresh);
    }
}
