package dev.millrace.provider.execution;

import dev.millrace.events.AttemptEnding;
import dev.millrace.events.Candidate;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Lane;
import dev.millrace.events.Money;
import dev.millrace.events.Operation;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Usage;
import dev.millrace.log.Log;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Pace;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.attempt.Verdict;
import dev.millrace.provider.batching.EmbeddingBatches;
import dev.millrace.provider.catalog.CatalogView;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.quota.Quotas;
import dev.millrace.provider.registry.CredentialUse;
import dev.millrace.provider.registry.Registered;
import dev.millrace.provider.registry.Registered.Access;
import dev.millrace.provider.structured.Structured;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.Uuid7;
import io.opentelemetry.api.trace.Span;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls one provider once: announces the attempt unless the log knows of it, calls, hands chunks
 * on, reports. The caller holds the slot.
 */
final class AttemptRunner {

    private final Log log;
    private final CatalogView catalog;
    private final Quotas quotas;
    private final Structured structured;
    private final CredentialUse credentials;
    private final EmbeddingBatches batches;
    private final CallObserver observer;
    private final CallSpans spans;
    private final Clock clock;
    private final Uuid7 ids;

    AttemptRunner(
            Log log,
            CatalogView catalog,
            Quotas quotas,
            Structured structured,
            CredentialUse credentials,
            EmbeddingBatches batches,
            CallObserver observer,
            CallSpans spans,
            Clock clock,
            Uuid7 ids) {
        this.log = log;
        this.catalog = catalog;
        this.quotas = quotas;
        this.structured = structured;
        this.credentials = credentials;
        this.batches = batches;
        this.observer = observer;
        this.spans = spans;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Returns when the log knows of a call that an earlier handling of the record may have made.
     */
    void announce(RequestHead head, Candidate candidate, ImpliedAttempt attempt)
            throws InterruptedException {
        Acknowledged.await(log(head, candidate, attempt.id(), 1, attempt.since(), "").started());
    }

    /**
     * @param implied the attempt that the record announces and this call is; null for any other
     */
    Attempt run(
            ExecutionReady ready,
            Candidate candidate,
            Registered provider,
            Access access,
            RequestBody body,
            int ordinal,
            @Nullable ImpliedAttempt implied,
            Cancellation cancellation)
            throws InterruptedException {
        RequestHead head = ready.getRequest().getHead();
        String attemptId = implied == null ? ids.next().toString() : implied.id();
        AttemptLog attempts =
                log(head, candidate, attemptId, ordinal, clock.instant(), access.credentialId());
        ChunkPublisher chunks = new ChunkPublisher(ready, attemptId, log.publisher(Pace.CHUNKS));
        Instant deadline = deadline(head, provider.settings().timeouts().total());
        boolean mayBeBilled = false;
        long begun = System.nanoTime();
        Span span = spans.start(head, candidate, attemptId);
        Answer answer = null;
        ProviderFailure failure = null;
        int status = 0;
        Usage told = null;
        try {
            if (implied == null) {
                Acknowledged.await(attempts.started());
                begun = System.nanoTime();
            }
            mayBeBilled = true;
            try {
                credentials.used(access.credentialId());
                answer =
                        call(
                                head,
                                deadline,
                                candidate,
                                access.provider(),
                                body,
                                chunks,
                                cancellation);
            } catch (ProviderException e) {
                failure = outOfTime(e.failure(), deadline, head);
                answer = e.kept();
                told = e.usage();
                status = e.status();
            }
            chunks.awaitAll();
        } catch (InterruptedException | RuntimeException e) {
            spans.end(span, ErrorCode.INTERNAL_ERROR.code());
            abandon(attempts, mayBeBilled ? billed(head, body) : none());
            throw e;
        }
        spans.end(span, failure == null ? "" : Verdict.of(failure).code().code());
        long millis = (System.nanoTime() - begun) / 1_000_000;
        Usage usage =
                answer != null
                        ? answer.usage()
                        : told != null ? told : isAtWork(failure) ? billed(head, body) : none();
        Attempt attempt =
                ended(candidate, attempts, chunks, answer, failure, status, usage, millis);
        observe(head, candidate, attempt);
        return attempt;
    }

    /** The work comes again under another attempt: this one must not count as lost. */
    private void abandon(AttemptLog attempts, Usage usage) {
        var _ =
                attempts.ended(
                        clock.instant(),
                        AttemptEnding.CANCELLED,
                        ErrorCode.INTERNAL_ERROR.code(),
                        usage,
                        attempts.cost(usage, catalog, null),
                        null,
                        List.of());
    }

    private AttemptLog log(
            RequestHead head,
            Candidate candidate,
            String attemptId,
            int ordinal,
            Instant startedAt,
            String credentialId) {
        return new AttemptLog(
                log.publisher(pace(head.getLane())),
                log.publisher(Pace.BOOKS),
                head,
                candidate,
                attemptId,
                ordinal,
                startedAt,
                credentialId);
    }

    static Pace pace(Lane lane) {
        return lane == Lane.INTERACTIVE ? Pace.INTERACTIVE : Pace.BULK;
    }

    private Instant deadline(RequestHead head, @Nullable Duration total) {
        Instant own = total == null ? Instant.MAX : clock.instant().plus(total);
        return own.isBefore(head.getDeadline()) ? own : head.getDeadline();
    }

    /** The end of the provider's own time is not the request's. */
    private static ProviderFailure outOfTime(
            ProviderFailure failure, Instant deadline, RequestHead head) {
        return failure instanceof ProviderFailure.Timeout(Phase phase)
                        && phase == Phase.TOTAL
                        && deadline.isBefore(head.getDeadline())
                ? new ProviderFailure.Timeout(Phase.CALL)
                : failure;
    }

    private Answer call(
            RequestHead head,
            Instant deadline,
            Candidate candidate,
            Provider provider,
            RequestBody body,
            ChunkPublisher chunks,
            Cancellation cancellation)
            throws ProviderException, InterruptedException {
        return head.getOperation() == Operation.EMBEDDINGS
                ? batches.embed(
                        provider,
                        head,
                        new EmbeddingCall(candidate.getModel(), body, deadline),
                        cancellation)
                : structured
                        .over(provider)
                        .chat(
                                new ChatCall(
                                        candidate.getModel(), body, head.getStream(), deadline),
                                chunks,
                                cancellation);
    }

    private Attempt ended(
            Candidate candidate,
            AttemptLog attempts,
            ChunkPublisher chunks,
            @Nullable Answer answer,
            @Nullable ProviderFailure failure,
            int status,
            Usage usage,
            long millis) {
        Money cost = attempts.cost(usage, catalog, answer == null ? null : answer.serviceTier());
        AttemptEnding ending =
                switch (failure) {
                    case null -> AttemptEnding.SUCCEEDED;
                    case ProviderFailure.Cancelled _ -> AttemptEnding.CANCELLED;
                    default -> AttemptEnding.FAILED;
                };
        CompletableFuture<Position> reported =
                attempts.ended(
                        clock.instant(),
                        ending,
                        failure == null ? null : Verdict.of(failure).code().code(),
                        usage,
                        cost,
                        chunks.firstTokenMillis(),
                        answer == null ? List.of() : answer.notes());
        return new Attempt(
                attempts.attemptId(),
                candidate.getProvider(),
                answer,
                failure,
                status,
                chunks.count(),
                usage,
                cost,
                chunks.firstTokenMillis(),
                millis,
                reported,
                false);
    }

    private void observe(RequestHead head, Candidate candidate, Attempt attempt) {
        Long first = attempt.firstTokenMillis();
        if (head.getLane() == Lane.INTERACTIVE && attempt.failure() == null) {
            quotas.observe(candidate.getProvider(), first == null ? attempt.totalMillis() : first);
        }
        observer.ended(head.getOperation(), candidate, attempt);
    }

    /** The provider had taken the request when it was given up: it bills what it had read. */
    private static boolean isAtWork(@Nullable ProviderFailure failure) {
        return switch (failure) {
            case ProviderFailure.Cancelled _ -> true;
            case ProviderFailure.Interrupted _ -> true;
            case ProviderFailure.Timeout(Phase phase) -> phase != Phase.CONNECT;
            case null, default -> false;
        };
    }

    private static Usage billed(RequestHead head, RequestBody body) {
        return head.getOperation() == Operation.EMBEDDINGS
                ? TokenEstimate.embeddings(body)
                : TokenEstimate.chat(body, 0);
    }

    private static Usage none() {
        return new Usage(0L, 0L, 0L, 0L, 0L, true);
    }
}
