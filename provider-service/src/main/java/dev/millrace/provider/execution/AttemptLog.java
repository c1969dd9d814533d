package dev.millrace.provider.execution;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptEnding;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Candidate;
import dev.millrace.events.Money;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Usage;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Publisher;
import dev.millrace.provider.attempt.Cost;
import dev.millrace.provider.catalog.CatalogView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on the topic {@code attempts}: announced before, unless {@link ImpliedAttempt}, and
 * reported after (rule 2). An attempt that is announced and never reported counts as lost, with
 * what was reserved for it.
 */
final class AttemptLog {

    /** For the announcement, which a call waits for. */
    private final Publisher announcing;

    /** For the report, which nobody waits for but the commit. */
    private final Publisher reporting;

    private final RequestHead head;
    private final Candidate candidate;
    private final String attemptId;
    private final int ordinal;
    private final Instant startedAt;
    private final String credentialId;

    AttemptLog(
            Publisher announcing,
            Publisher reporting,
            RequestHead head,
            Candidate candidate,
            String attemptId,
            int ordinal,
            Instant startedAt,
            String credentialId) {
        this.announcing = announcing;
        this.reporting = reporting;
        this.head = head;
        this.candidate = candidate;
        this.attemptId = attemptId;
        this.ordinal = ordinal;
        this.startedAt = startedAt;
        this.credentialId = credentialId;
    }

    String attemptId() {
        return attemptId;
    }

    /**
     * Null when the model has no known price.
     *
     * @param serviceTier as the answer names it; null when there is none
     */
    @Nullable Money cost(Usage usage, CatalogView catalog, @Nullable String serviceTier) {
        return Cost.of(
                usage, catalog.price(candidate.getProvider(), candidate.getModel()), serviceTier);
    }

    CompletableFuture<Position> started() {
        return announcing.publish(
                Topics.ATTEMPTS,
                attemptId,
                new AttemptStarted(
                        attemptId,
                        head.getRequestId(),
                        head.getAuthority().getOwner(),
                        head.getAuthority().getKeyId(),
                        head.getLane(),
                        head.getOperation(),
                        candidate.getProvider(),
                        candidate.getModel(),
                        startedAt,
                        ordinal,
                        head.getAuthority().getReservation().orElse(null),
                        head.getRunId().orElse(null),
                        head.getTags()));
    }

    CompletableFuture<Position> ended(
            Instant endedAt,
            AttemptEnding ending,
            @Nullable String failureCode,
            Usage usage,
            @Nullable Money cost,
            @Nullable Long firstTokenMillis,
            List<String> notes) {
        return reporting.publish(
                Topics.ATTEMPTS,
                attemptId,
                new AttemptEnded(
                        attemptId,
                        head.getRequestId(),
                        head.getAuthority().getOwner(),
                        head.getAuthority().getKeyId(),
                        head.getLane(),
                        head.getOperation(),
                        candidate.getProvider(),
                        candidate.getModel(),
                        startedAt,
                        endedAt,
                        ending,
                        failureCode,
                        usage,
                        cost,
                        firstTokenMillis,
                        ordinal,
                        head.getRunId().orElse(null),
                        head.getTags(),
                        notes,
                        credentialId));
    }
}
