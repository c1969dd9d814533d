package dev.millrace.gateway.openai;

import dev.millrace.events.Ending;
import dev.millrace.events.Operation;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.gateway.admission.Admission;
import dev.millrace.gateway.admission.JsonBody;
import dev.millrace.gateway.admission.Wanted;
import dev.millrace.gateway.idempotency.Claim;
import dev.millrace.gateway.idempotency.Idempotency;
import dev.millrace.gateway.replies.Call;
import dev.millrace.gateway.replies.Client;
import dev.millrace.gateway.replies.EventId;
import dev.millrace.gateway.replies.EventStream;
import dev.millrace.gateway.replies.Failures;
import dev.millrace.gateway.replies.Interactive;
import dev.millrace.gateway.replies.Meters;
import dev.millrace.gateway.replies.Outputs;
import dev.millrace.gateway.replies.StreamFormat;
import dev.millrace.gateway.replies.Traces;
import dev.millrace.gateway.view.RequestRow;
import dev.millrace.gateway.view.RequestView;
import dev.millrace.log.Position;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.error.Languages;
import dev.millrace.web.request.RequestId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way of an interactive request through the gateway, whatever its surface. */
public final class Asking {

    private final Admission admission;
    private final Interactive interactive;
    private final Idempotency idempotency;
    private final RequestView view;
    private final Outputs outputs;
    private final Meters meters;
    private final Traces traces;
    private final Clock clock;

    Asking(
            Admission admission,
            Interactive interactive,
            Idempotency idempotency,
            RequestView view,
            Outputs outputs,
            Meters meters,
            Traces traces,
            Clock clock) {
        this.admission = admission;
        this.interactive = interactive;
        this.idempotency = idempotency;
        this.view = view;
        this.outputs = outputs;
        this.meters = meters;
        this.traces = traces;
        this.clock = clock;
    }

    /** How a stream is written once its request has an id. */
    @FunctionalInterface
    public interface Format {
        StreamFormat of(String requestId, Wanted wanted, Locale locale);
    }

    /** Asks and answers. */
    public void ask(
            Operation operation,
            JsonBody body,
            Format format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Wanted wanted = admission.interactive(operation, body, request);
        String model = body.text("model");
        Throwable error = null;
        try (Traces.Trace trace = traces.begin(request, operation, model)) {
            error = told(wanted, format, began, trace, request, response);
        } catch (IOException | RuntimeException | InterruptedException e) {
            error = e;
            throw e;
        } finally {
            meters.ended(operation, model, error, since(began));
        }
    }

    /** Answers; a failure that came before the stream began is told and returned. */
    private @Nullable Throwable told(
            Wanted wanted,
            Format format,
            long began,
            Traces.Trace trace,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        try {
            answer(wanted, format, began, request, response);
            return null;
        } catch (EventStream.EarlyFailure failure) {
            trace.failed(failure);
            OpenAiResponses.failed(failure.failed(), request, response);
            return failure;
        } catch (IOException | RuntimeException | InterruptedException e) {
            trace.failed(e);
            throw e;
        }
    }

    private void answer(
            Wanted wanted,
            Format format,
            long began,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        Asked asked = put(wanted, request);
        response.setHeader(RequestId.HEADER, asked.requestId());
        OpenAiResponses.headers(response);
        try (Call call = asked.call()) {
            if (wanted.stream()) {
                Locale locale = Languages.best(request.getHeader("Accept-Language"));
                StreamFormat written = format.of(asked.requestId(), wanted, locale);
                new EventStream(call, outputs, written, response, EventId.NONE)
                        .onFirst(() -> first(wanted, began))
                        .run();
            } else {
                RequestFinished finish = finish(asked);
                respond(finish, began, request, response);
            }
        }
    }

    /** What waits for an answer. */
    private record Asked(String requestId, Call call, boolean again) {}

    private Asked put(Wanted wanted, HttpServletRequest request) {
        String value = request.getHeader(Admission.IDEMPOTENCY_KEY);
        String id = RequestId.of(request);
        Client client = Client.of(request);
        if (value == null) {
            RequestAccepted accepted =
                    admission.accept(id, wanted, clock.instant(), interactive.address());
            return new Asked(id, interactive.send(accepted, client), false);
        }
        Claim claim =
                idempotency.claim(
                        wanted.key(),
                        request.getRequestURI(),
                        value,
                        wanted.body(),
                        id,
                        interactive.address(),
                        wanted.deadline());
        return claimed(claim, wanted, client);
    }

    private Asked claimed(Claim claim, Wanted wanted, Client client) {
        String id = claim.requestId();
        Wanted first = wanted.until(claim.deadline());
        var replyTo = claim.replyTo();
        if (replyTo == null) {
            throw ApiException.of(ErrorCode.IDEMPOTENCY_MISMATCH);
        }
        CompletableFuture<Boolean> known = CompletableFuture.completedFuture(true);
        RequestHead head = Admission.head(id, first, claim.createdAt(), replyTo);
        if (claim.acknowledged()) {
            return new Asked(id, interactive.attach(head, known, client), true);
        }
        // The same record under the same id: if the log has it already, it is dropped on the way.
        RequestAccepted accepted = admission.accept(id, first, claim.createdAt(), replyTo);
        if (claim.first()) {
            Call call = interactive.send(accepted, client);
            call.onAcknowledged(() -> idempotency.acknowledged(claim, id));
            return new Asked(id, call, false);
        }
        CompletableFuture<Position> published = interactive.publish(accepted);
        Call call = interactive.attach(head, published, client);
        call.onAcknowledged(() -> idempotency.acknowledged(claim, id));
        return new Asked(id, call, true);
    }

    private RequestFinished finish(Asked asked) throws IOException, InterruptedException {
        try {
            return asked.call().finish();
        } catch (ApiException expired) {
            if (expired.code() != ErrorCode.STREAM_EXPIRED || !asked.again()) {
                throw expired;
            }
            // The replies are gone before the day of the key is over; the result is still there.
            RequestRow row = view.find(asked.requestId()).orElseThrow(() -> expired);
            return view.finished(row);
        }
    }

    private void respond(
            RequestFinished finish,
            long began,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        OpenAiResponses.processing(response, since(began));
        answer(finish, outputs, request, response);
    }

    /** Writes a finished request: its completion, or why there is none. */
    public static void answer(
            RequestFinished finish,
            Outputs outputs,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (finish.getEnding() == Ending.COMPLETED) {
            OpenAiResponses.completed(finish, outputs.of(finish), response);
        } else {
            OpenAiResponses.failed(Failures.code(finish), finish, request, response);
        }
    }

    private void first(Wanted wanted, long began) {
        meters.firstToken(wanted.operation(), wanted.body().text("model"), since(began));
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
