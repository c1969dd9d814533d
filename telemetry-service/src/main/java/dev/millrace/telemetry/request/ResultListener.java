package dev.millrace.telemetry.request;

import dev.millrace.events.RequestFinished;
import dev.millrace.log.Received;
import dev.millrace.log.stage.StageHandler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads `results`: a batch is one transaction, and its offsets are committed after it. */
final class ResultListener implements StageHandler<RequestFinished> {

    private final RequestBooks books;
    private final Counter facts;

    ResultListener(RequestBooks books, MeterRegistry registry) {
        this.books = books;
        this.facts =
                Counter.builder("millrace.telemetry.facts")
                        .description("Facts written for the first time")
                        .tag("kind", "request")
                        .register(registry);
    }

    @Override
    public CompletionStage<?> on(List<Received<RequestFinished>> batch) {
        int fresh = books.record(batch.stream().map(Received::value).toList());
        facts.increment(fresh);
        return CompletableFuture.completedStage(fresh);
    }
}
