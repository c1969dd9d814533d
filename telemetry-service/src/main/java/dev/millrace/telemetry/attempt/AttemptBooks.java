package dev.millrace.telemetry.attempt;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps the books of attempts: each method is one transaction, and doing it again changes nothing.
 *
 * <p>The order of statements matters. An end first takes its attempt out of the open ones: there it
 * waits for whoever is just giving the attempt up as lost, so that the lost fact is visible when it
 * is looked for and can be taken back.
 */
final class AttemptBooks {

    private static final int SWEEP = 500;

    private final TransactionOperations transactions;
    private final AttemptRepository attempts;
    private final AttemptRollupRepository rollup;

    AttemptBooks(
            TransactionOperations transactions,
            AttemptRepository attempts,
            AttemptRollupRepository rollup) {
        this.transactions = transactions;
        this.attempts = attempts;
        this.rollup = rollup;
    }

    /** Returns how many facts were new. */
    int record(AttemptBatch batch) {
        return transactions.execute(
                _ -> {
                    int fresh = batch.ended().isEmpty() ? 0 : end(batch.ended());
                    if (!batch.started().isEmpty()) {
                        attempts.open(batch.started());
                    }
                    return fresh;
                });
    }

    /** Gives up attempts that began before a time; returns how many, at most a few hundred. */
    int loseStartedBefore(Instant time) {
        return transactions.execute(
                _ -> {
                    List<AttemptFact> lost =
                            attempts.takeOpenSince(time, SWEEP).stream()
                                    .map(OpenAttempt::lost)
                                    .toList();
                    if (!lost.isEmpty()) {
                        add(lost, List.of());
                    }
                    return lost.size();
                });
    }

    private int end(List<AttemptFact> ended) {
        attempts.forget(ended);
        return add(ended, attempts.withdrawLost(ended));
    }

    private int add(List<AttemptFact> facts, List<AttemptFact> withdrawn) {
        Set<String> inserted = attempts.insert(facts);
        List<AttemptFact> fresh =
                facts.stream().filter(fact -> inserted.contains(fact.attemptId())).toList();
        List<AttemptSums> changes = AttemptSums.of(fresh, withdrawn);
        if (!changes.isEmpty()) {
            rollup.add(changes);
        }
        return fresh.size();
    }
}
