package dev.millrace.postprocess.run;

import dev.millrace.events.RunCancelled;
import dev.millrace.events.topic.Topics;
import dev.millrace.postprocess.run.RunRepository.NewRun;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionOperations;

/** Accepts bulk work, and answers for it. */
public final class Runs {

    private final RunRepository repository;
    private final TransactionOperations transactions;
    private final Arrivals arrivals;
    private final Outbox outbox;
    private final Uuid7 ids;
    private final Clock clock;
    private final Runnable changed;

    Runs(
            RunRepository repository,
            TransactionOperations transactions,
            Outbox outbox,
            Uuid7 ids,
            Clock clock,
            Runnable changed) {
        this.repository = repository;
        this.transactions = transactions;
        this.arrivals =
                new Arrivals(
                        together ->
                                transactions.executeWithoutResult(
                                        _ -> repository.insert(together)));
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
        this.changed = changed;
    }

    /**
     * Takes a run into the backlog: durable when this returns.
     *
     * @throws NoSuchElementException when the source has no line
     */
    public Accepted accept(Submission submission, Source source) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        NewRun run = new NewRun(ids.next(), source.kind(), submission, source.headStart(), now);
        Iterator<Line> lines = source.lines();
        Line first = lines.next();
        if (lines.hasNext()) {
            transactions.executeWithoutResult(_ -> repository.insert(run, all(first, lines)));
        } else {
            arrivals.add(RunRepository.single(run, first));
        }
        changed.run();
        return new Accepted(run.id(), now);
    }

    /** A line by its request's id, whoever it belongs to. */
    public Optional<LineState> line(UUID requestId) {
        return repository.line(requestId);
    }

    /** Ends a run and all its lines; false when it had ended already. */
    boolean cancel(Run run) {
        Instant now = clock.instant();
        Boolean cancelled =
                transactions.execute(
                        _ -> {
                            boolean done = repository.cancel(run.id(), now);
                            if (done) {
                                outbox.add(
                                        Topics.CONTROLS,
                                        run.id().toString(),
                                        new RunCancelled(run.id().toString(), run.owner(), now));
                            }
                            return done;
                        });
        changed.run();
        return Boolean.TRUE.equals(cancelled);
    }

    private static Iterator<Line> all(Line first, Iterator<Line> rest) {
        return new Iterator<>() {
            private boolean begun;

            @Override
            public boolean hasNext() {
                return !begun || rest.hasNext();
            }

            @Override
            public Line next() {
                if (begun) {
                    return rest.next();
                }
                begun = true;
                return first;
            }
        };
    }
}
