package dev.millrace.provider.execution;

import dev.millrace.events.Candidate;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.FailedAttempt;
import dev.millrace.events.Lane;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import dev.millrace.log.Position;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.Verdict;
import dev.millrace.provider.breaker.Breakers;
import dev.millrace.provider.quota.MinuteLimits;
import dev.millrace.provider.quota.Quotas;
import dev.millrace.provider.registry.Providers;
import dev.millrace.provider.registry.Registered;
import dev.millrace.provider.registry.Registered.Access;
import dev.millrace.web.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request's way through its candidates. */
final class Way {

    /** What calls need. */
    record Calling(
            Providers providers,
            Breakers breakers,
            MinuteLimits limits,
            Quotas quotas,
            AttemptRunner runner,
            Clock clock) {

        Duration left(RequestHead head) {
            return Duration.between(clock.instant(), head.getDeadline());
        }
    }

    private static final Duration A_MOMENT = Duration.ofMillis(100);
    private static final Duration IN_LINE = Duration.ofSeconds(10);

    private final Calling calling;
    private final ExecutionReady ready;
    private final RequestHead head;
    private final RequestBody body;
    private final Turns turns;
    private final List<Candidate> candidates;
    private final CachedAnswers.Turn cached;
    private final @Nullable ImpliedAttempt implied;
    private final Cancellation cancellation;
    private final List<CompletableFuture<Position>> reports = new ArrayList<>();
    private final List<FailedAttempt> failed = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int attempts;
    private @Nullable Attempt latest;

    Way(
            Calling calling,
            ExecutionReady ready,
            RequestBody body,
            List<Candidate> candidates,
            CachedAnswers.Turn cached,
            @Nullable ImpliedAttempt implied,
            Cancellation cancellation) {
        this.calling = calling;
        this.ready = ready;
        this.head = ready.getRequest().getHead();
        this.body = body;
        this.candidates = candidates;
        this.cached = cached;
        this.turns = new Turns(candidates);
        this.implied = implied;
        this.cancellation = cancellation;
    }

    Conclusion go() throws InterruptedException {
        if (cached.only()) {
            return isAnsweredFromCache()
                    ? concluded(Ending.COMPLETED, null)
                    : Conclusion.refused(ErrorCode.NOT_CACHED);
        }
        ProviderFailure failure = new ProviderFailure.ModelNotFound("");
        Candidate candidate = turns.first();
        while (candidate != null) {
            failure = ask(candidate);
            if (failure == null) {
                return concluded(Ending.COMPLETED, null);
            }
            if (shown()) {
                break;
            }
            candidate = turns.next(failure);
        }
        return failed(failure);
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
                calling.providers().find(candidate.getProvider()).isEmpty()
                        ? null
                        : cached.answer(candidate);
        latest = kept == null ? latest : kept;
        return kept != null;
    }

    /** Asks one candidate, again where that may help; null when it answered. */
    private @Nullable ProviderFailure ask(Candidate candidate) throws InterruptedException {
        Registered provider = calling.providers().find(candidate.getProvider()).orElse(null);
        if (provider == null) {
            return new ProviderFailure.ModelNotFound("");
        }
        if (isAnsweredFromCache(candidate)) {
            return null;
        }
        List<Access> accesses = provider.accesses(calling.clock().instant());
        if (accesses.isEmpty()) {
            return provider.locked()
                    ? new ProviderFailure.Locked()
                    : new ProviderFailure.Authentication("");
        }
        RequestBody complete = complete(candidate, provider);
        int at = 0;
        int calls = 0;
        while (true) {
            ProviderFailure failure = call(candidate, provider, accesses.get(at), complete);
            if (failure == null) {
                return null;
            }
            if (failure instanceof ProviderFailure.Authentication && at + 1 < accesses.size()) {
                // The older credential is still valid: the vendor may not know the new one yet.
                at++;
                continue;
            }
            calls++;
            NextStep next =
                    NextStep.after(
                            failure,
                            shown(),
                            calls,
                            turns.hasNext(failure),
                            head.getLane(),
                            calling.left(head),
                            ThreadLocalRandom.current().nextDouble());
            switch (next) {
                case NextStep.Again(Duration pause) -> {
                    if (isCancelledWithin(pause)) {
                        return new ProviderFailure.Cancelled();
                    }
                }
                case NextStep.Ask(RequestBody differently) -> {
                    complete = differently;
                    calls = 0;
                }
                case NextStep.NextCandidate _, NextStep.End _ -> {
                    return failure;
                }
            }
        }
    }

    /** What the deployment and the provider add to a request that does not say it itself. */
    private RequestBody complete(Candidate candidate, Registered provider) {
        RequestBody complete = body;
        for (String defaults : List.of(candidate.getDefaults(), provider.settings().defaults())) {
            if (!defaults.isEmpty()) {
                complete =
                        complete.orElse(
                                RequestBody.parse(defaults.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return complete;
    }

    private @Nullable ProviderFailure call(
            Candidate candidate, Registered provider, Access access, RequestBody complete)
            throws InterruptedException {
        Breakers.Permit permit =
                calling.breakers().acquire(candidate.getProvider(), candidate.getModel());
        if (permit == null) {
            return new ProviderFailure.CircuitOpen();
        }
        boolean called = false;
        ProviderFailure failure = null;
        Allowance allowance = new Allowance(calling.limits(), head, complete);
        try (Seats seats = new Seats(calling.quotas(), head.getLane(), cancellation)) {
            ProviderFailure without = admitted(seats, permit, allowance, candidate, provider);
            if (without != null) {
                return without;
            }
            attempts++;
            boolean announced = attempts == 1 && candidate.equals(candidates.getFirst());
            Attempt attempt =
                    calling.runner()
                            .run(
                                    ready,
                                    candidate,
                                    provider,
                                    access,
                                    complete,
                                    attempts,
                                    announced ? implied : null,
                                    cancellation);
            called = true;
            latest = attempt.orBefore(latest);
            notes.addAll(attempt.notes());
            reports.add(attempt.reported());
            cached.keep(candidate, attempt);
            allowance.settle(attempt.usage());
            failure = attempt.failure();
            if (failure instanceof ProviderFailure.RateLimited) {
                calling.quotas().limited(provider.id());
            }
            if (failure != null) {
                failed.add(failedAttempt(candidate, attempt, failure));
            }
            return failure;
        } finally {
            if (called) {
                permit.ended(failure);
            } else {
                permit.unused();
            }
        }
    }

    /** Null when the call may be made; else why nobody is called, and nothing is taken. */
    private @Nullable ProviderFailure admitted(
            Seats seats,
            Breakers.Permit permit,
            Allowance allowance,
            Candidate candidate,
            Registered provider)
            throws InterruptedException {
        if (!seats.takeOf(candidate, patience())) {
            return cancellation.isCancelled()
                    ? new ProviderFailure.Cancelled()
                    : new ProviderFailure.LimitReached();
        }
        if (!seats.takeOf(provider.settings(), calling.left(head))) {
            return cancellation.isCancelled()
                    ? new ProviderFailure.Cancelled()
                    : new ProviderFailure.Timeout(Phase.TOTAL);
        }
        if (!isAllowed(allowance, candidate, provider)) {
            return new ProviderFailure.LimitReached();
        }
        if (cancellation.isCancelled()) {
            allowance.giveBack();
            return new ProviderFailure.Cancelled();
        }
        // Somebody may have found in the meantime that nobody is there.
        if (!permit.isStillGood()) {
            allowance.giveBack();
            return new ProviderFailure.CircuitOpen();
        }
        return null;
    }

    /** By the vendor, as its headers told, and by the operator's limits. */
    private boolean isAllowed(Allowance allowance, Candidate candidate, Registered provider)
            throws InterruptedException {
        Duration patience = patience();
        Duration empty = calling.quotas().emptyFor(provider.id(), candidate.getModel());
        if (empty.compareTo(patience) > 0) {
            return false;
        }
        if (empty.isPositive() && isCancelledWithin(empty)) {
            return true;
        }
        return allowance.take(candidate, provider.settings(), patience.minus(empty));
    }

    /** Whoever has others in line does not wait long for a limit of ours; bulk work has time. */
    private Duration patience() {
        Duration left = calling.left(head);
        Duration most =
                turns.hasNext(new ProviderFailure.LimitReached())
                        ? A_MOMENT
                        : head.getLane() == Lane.BULK ? left : IN_LINE;
        return most.compareTo(left) < 0 ? most : left;
    }

    private static FailedAttempt failedAttempt(
            Candidate candidate, Attempt attempt, ProviderFailure failure) {
        return new FailedAttempt(
                candidate.getProvider(),
                candidate.getModel(),
                Verdict.of(failure).code().code(),
                attempt.status(),
                attempt.totalMillis());
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
                failure == null ? null : Verdict.record(failure, shown(), failed),
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
                        List.copyOf(notes),
                        attempt.cached());
    }
}
