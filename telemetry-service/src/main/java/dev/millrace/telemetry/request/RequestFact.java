package dev.millrace.telemetry.request;

import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.Completion;
import dev.millrace.events.Failure;
import dev.millrace.events.Operation;
import dev.millrace.events.Plan;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.telemetry.rollup.ColumnText;
import dev.millrace.telemetry.rollup.ColumnTime;
import dev.millrace.telemetry.rollup.Dimensions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one request ended.
 *
 * @param finishedAt decides its hour
 * @param dimensions with the provider and model that answered, else the first that was to; empty
 *     names when the request never got that far
 * @param askedModel the model as the caller asked for it
 * @param latencyMillis from acceptance to the end; null when the acceptance is not known
 */
record RequestFact(
        String requestId,
        @Nullable String runId,
        Instant finishedAt,
        Dimensions dimensions,
        String askedModel,
        String ending,
        @Nullable String failureCode,
        int attempts,
        @Nullable Long latencyMillis,
        @Nullable Long firstTokenMillis) {

    static RequestFact of(RequestFinished finished) {
        RequestHead head = finished.getHead().orElse(null);
        Completion completion = finished.getCompletion().orElse(null);
        Candidate served = served(finished.getPlan().orElse(null), completion);
        return new RequestFact(
                ColumnText.of(finished.getRequestId()),
                head == null ? null : head.getRunId().map(ColumnText::of).orElse(null),
                ColumnTime.of(finished.getFinishedAt()),
                Dimensions.of(
                        finished.getOwner(),
                        head == null ? "" : head.getAuthority().getKeyId(),
                        served.getProvider(),
                        served.getModel(),
                        head == null ? Operation.CHAT : head.getOperation(),
                        finished.getLane()),
                head == null ? "" : ColumnText.of(head.getModel()),
                finished.getEnding().name().toLowerCase(Locale.ROOT),
                finished.getFailure().map(Failure::getCode).map(ColumnText::of).orElse(null),
                Math.max(0, finished.getAttempts()),
                head == null ? null : latency(head.getAcceptedAt(), finished.getFinishedAt()),
                completion == null ? null : completion.getFirstTokenMillis().orElse(null));
    }

    private static Candidate served(@Nullable Plan plan, @Nullable Completion completion) {
        if (completion != null) {
            return new Candidate(
                    completion.getProvider(),
                    completion.getModel(),
                    "",
                    CandidateUse.ALWAYS,
                    "",
                    "",
                    null,
                    null,
                    null);
        }
        List<Candidate> candidates = plan == null ? List.of() : plan.getCandidates();
        return candidates.isEmpty()
                ? new Candidate("", "", "", CandidateUse.ALWAYS, "", "", null, null, null)
                : candidates.getFirst();
    }

    /** Clocks of two machines differ: nothing ends before it begins. */
    private static long latency(Instant accepted, Instant finished) {
        return Math.max(
                0, Duration.between(ColumnTime.of(accepted), ColumnTime.of(finished)).toMillis());
    }
}
