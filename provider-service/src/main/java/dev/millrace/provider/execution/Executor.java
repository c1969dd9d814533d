package dev.millrace.provider.execution;

import dev.millrace.events.Candidate;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Grounding;
import dev.millrace.events.Operation;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.Verdict;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.catalog.Providers;
import dev.millrace.provider.grounding.GroundedBody;
import dev.millrace.provider.quota.Quotas;
import dev.millrace.provider.quota.Slots;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the candidates of a plan in order until one answers. */
final class Executor {

    private final Providers providers;
    private final Quotas quotas;
    private final AttemptRunner runner;
    private final Bodies bodies;
    private final CachedAnswers cache;
    private final Clock clock;

    Executor(
            Providers providers,
            Quotas quotas,
            AttemptRunner runner,
            Bodies bodies,
            CachedAnswers cache,
            Clock clock) {
        this.providers = providers;
        this.quotas = quotas;
        this.runner = runner;
        this.bodies = bodies;
        this.cache = cache;
        this.clock = clock;
    }

    /**
     * @param redelivered an earlier handling of this record may have called somebody
     */
    Conclusion execute(
            Received<ExecutionReady> record, boolean redelivered, Cancellation cancellation)
            throws InterruptedException {
        ExecutionReady ready = record.value();
        RequestHead head = ready.getRequest().getHead();
        Admission admission = Admission.of(ready);
        ImpliedAttempt implied = ImpliedAttempt.of(record);
        if (redelivered && implied != null && admission.refused() == null) {
            runner.announce(head, admission.candidates().getFirst(), implied);
            implied = null;
        }
        if (cancellation.isCancelled()) {
            return Conclusion.refused(ErrorCode.CANCELLED);
        }
        if (left(head).isNegative()) {
            return Conclusion.refused(ErrorCode.EXPIRED);
        }
        if (admission.refused() != null) {
            return Conclusion.refused(admission.refused());
        }
        return switch (bodies.of(ready.getRequest())) {
            case Bodies.Found(RequestBody body) ->
                    asked(record, body, admission, implied, cancellation);
            case Bodies.Missing(ErrorCode code) -> Conclusion.refused(code);
        };
    }

    private Conclusion asked(
            Received<ExecutionReady> record,
            RequestBody body,
            Admission admission,
            @Nullable ImpliedAttempt implied,
            Cancellation cancellation)
            throws InterruptedException {
        ExecutionReady ready = record.value();
        RequestBody said;
        try {
            said = grounded(ready, body);
        } catch (IllegalArgumentException _) {
            return Conclusion.refused(ErrorCode.INVALID_JSON);
        }
        CachedAnswers.Turn cached;
        try {
            cached = cache.turn(record, said);
        } catch (IllegalArgumentException _) {
            return Conclusion.refused(ErrorCode.INVALID_VALUE);
        }
        return new Way(ready, said, admission.candidates(), cached, implied, cancellation).go();
    }

    /** With what was found for it, where something was looked for. */
    private static RequestBody grounded(ExecutionReady ready, RequestBody body) {
        Grounding grounding = ready.getGrounding().orElse(null);
        boolean chat = ready.getRequest().getHead().getOperation() == Operation.CHAT;
        return grounding == null || !chat ? body : GroundedBody.of(body, grounding);
    }

    private Duration left(RequestHead head) {
        return Duration.between(clock.instant(), head.getDeadline());
    }

    /** One request's way through its candidates. */
    private final class Way {

        private final ExecutionReady ready;
        private final RequestHead head;
        private final RequestBody body;
        private final List<Candidate> candidates;
        private final CachedAnswers.Turn cached;
        private final @Nullable ImpliedAttempt implied;
        private final Cancellation cancellation;
        private final List<CompletableFuture<Position>> reports = new ArrayList<>();
        private int attempts;
        private @Nullable Attempt latest;

        Way(
                ExecutionReady ready,
                RequestBody body,
                List<Candidate> candidates,
                CachedAnswers.Turn cached,
                @Nullable ImpliedAttempt implied,
                Cancellation cancellation) {
            this.ready = ready;
            this.head = ready.getRequest().getHead();
            this.body = body;
            this.candidates = candidates;
            this.cached = cached;
            this.implied = implied;
            this.cancellation = cancellation;
        }

        Conclusion go() throws InterruptedException {
            if (cached.only()) {
                return isAnsweredFromCache()
                        ? concluded(Ending.COMPLETED, null)
                        : Conclusion.refused(ErrorCode.NOT_CACHED);
            }
            ProviderFailure failure = null;
            int calls = 0;
            int at = 0;
            while (true) {
                failure = call(at);
                calls++;
                if (failure == null) {
                    return concluded(Ending.COMPLETED, null);
                }
                boolean last = at == candidates.size() - 1;
                double jitter = ThreadLocalRandom.current().nextDouble();
                switch (NextStep.after(failure, shown(), calls, last, left(head), jitter)) {
                    case NextStep.Again(Duration pause) -> {
                        if (isCancelledWithin(pause)) {
                            return failed(new ProviderFailure.Cancelled());
                        }
                    }
                    case NextStep.NextCandidate _ -> {
                        at++;
                        calls = 0;
                    }
                    case NextStep.End _ -> {
                        return failed(failure);
                    }
                }
            }
        }

        private boolean isAnsweredFromCache() throws InterruptedException {
            for (Candidate candidate : candidates) {
                if (isAnsweredFromCache(candidate)) {
                    return true;
                }
            }
            return false;
        }

        /** Never of a provider that is gone. */
        private boolean isAnsweredFromCache(Candidate candidate) throws InterruptedException {
            Attempt kept =
                    providers.find(candidate.getProvider()).isEmpty()
                            ? null
                            : cached.answer(candidate);
            latest = kept == null ? latest : kept;
            return kept != null;
        }

        private @Nullable ProviderFailure call(int at) throws InterruptedException {
            Candidate candidate = candidates.get(at);
            Provider provider = providers.find(candidate.getProvider()).orElse(null);
            if (provider == null) {
                return new ProviderFailure.ModelNotFound("");
            }
            if (isAnsweredFromCache(candidate)) {
                return null;
            }
            Slots slots = quotas.of(candidate.getProvider(), head.getLane());
            try (Slots.Slot slot = slots.take(left(head), cancellation)) {
                if (cancellation.isCancelled()) {
                    return new ProviderFailure.Cancelled();
                }
                if (slot == null) {
                    return new ProviderFailure.Timeout(Phase.TOTAL);
                }
                attempts++;
                boolean first = attempts == 1 && at == 0;
                Attempt attempt =
                        runner.run(
                                ready,
                                candidate,
                                provider,
                                body,
                                attempts,
                                first ? implied : null,
                                cancellation);
                latest = attempt;
                reports.add(attempt.reported());
                cached.keep(candidate, attempt);
                return attempt.failure();
            }
        }

        private boolean shown() {
            Attempt attempt = latest;
            return attempt != null && attempt.shown();
        }

        private boolean isCancelledWithin(Duration pause) throws InterruptedException {
            CountDownLatch cancelled = new CountDownLatch(1);
            try (var _ = cancellation.onCancel(cancelled::countDown)) {
                return cancelled.await(pause.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        private Conclusion failed(ProviderFailure failure) {
            Ending ending =
                    switch (failure) {
                        case ProviderFailure.Cancelled _ -> Ending.CANCELLED;
                        case ProviderFailure.Timeout(Phase phase) when phase == Phase.TOTAL ->
                                Ending.EXPIRED;
                        default -> Ending.FAILED;
                    };
            return concluded(ending, failure);
        }

        private Conclusion concluded(Ending ending, @Nullable ProviderFailure failure) {
            Attempt attempt = latest;
            return new Conclusion(
                    ending,
                    attempt == null ? null : completion(attempt),
                    failure == null ? null : Verdict.record(failure, shown()),
                    attempt == null ? null : attempt.attemptId(),
                    attempt == null ? 0 : attempt.chunks(),
                    attempts,
                    List.copyOf(reports));
        }

        private @Nullable Completion completion(Attempt attempt) {
            Answer answer = attempt.answer();
            return answer == null
                    ? null
                    : new Completion(
                            attempt.provider(),
                            answer.model(),
                            Content.clear(answer.output()),
                            null,
                            answer.finishReasons(),
                            answer.usage(),
                            attempt.cost(),
                            answer.systemFingerprint(),
                            answer.serviceTier(),
                            attempt.firstTokenMillis(),
                            attempt.totalMillis(),
                            answer.dropped(),
                            List.of(),
                            attempt.cached());
        }
    }
}
