package dev.millrace.postprocess.run;

import dev.millrace.events.Lane;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.log.Received;
import dev.millrace.log.stage.StageHandler;
import dev.millrace.postprocess.run.ResultsRepository.Ended;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/** Hears how requests ended and tells their runs. */
final class ResultsListener implements StageHandler<RequestFinished> {

    private final ResultsRepository results;
    private final TransactionOperations transactions;
    private final List<Sink> sinks;
    private final Runnable ended;

    /** {@code ended} is told after each commit that made room in the log. */
    ResultsListener(
            ResultsRepository results,
            TransactionOperations transactions,
            List<Sink> sinks,
            Runnable ended) {
        this.results = results;
        this.transactions = transactions;
        this.sinks = sinks;
        this.ended = ended;
    }

    @Override
    public CompletionStage<?> on(List<Received<RequestFinished>> batch) {
        Map<UUID, RequestFinished> finishes = new LinkedHashMap<>();
        for (Received<RequestFinished> record : batch) {
            RequestFinished finish = record.value();
            UUID requestId = mayBeLine(finish) ? uuid(finish.getRequestId()) : null;
            if (requestId != null) {
                finishes.putIfAbsent(requestId, finish);
            }
        }
        if (!finishes.isEmpty()) {
            Boolean any = transactions.execute(_ -> end(finishes));
            if (Boolean.TRUE.equals(any)) {
                ended.run();
            }
        }
        return CompletableFuture.allOf();
    }

    private boolean end(Map<UUID, RequestFinished> finishes) {
        Map<String, List<EndedLine>> byKind =
                results.end(finishes).stream()
                        .collect(
                                Collectors.groupingBy(
                                        Ended::kind,
                                        Collectors.mapping(Ended::line, Collectors.toList())));
        for (Sink sink : sinks) {
            List<EndedLine> lines = byKind.get(sink.kind());
            if (lines != null) {
                sink.ended(lines);
            }
        }
        return !byKind.isEmpty();
    }

    /** Who ended a request without being able to read it does not know its run. */
    private static boolean mayBeLine(RequestFinished finish) {
        return finish.getLane() == Lane.BULK
                && (finish.getHead().isEmpty()
                        || finish.getHead().flatMap(RequestHead::getRunId).isPresent());
    }

    private static @Nullable UUID uuid(String requestId) {
        try {
            return UUID.fromString(requestId);
        } catch (IllegalArgumentException notUuid) {
            return null;
        }
    }
}
