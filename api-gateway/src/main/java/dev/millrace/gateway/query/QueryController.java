package dev.millrace.gateway.query;

import dev.millrace.events.Lane;
import dev.millrace.gateway.admission.Admission;
import dev.millrace.gateway.admission.CacheWish;
import dev.millrace.gateway.admission.JsonBody;
import dev.millrace.gateway.idempotency.Claim;
import dev.millrace.gateway.idempotency.Idempotency;
import dev.millrace.gateway.openai.Asking;
import dev.millrace.gateway.people.Door;
import dev.millrace.gateway.replies.Outputs;
import dev.millrace.gateway.view.RequestRow;
import dev.millrace.gateway.view.RequestView;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.RequestId;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Questions that are answered in the background, their state, results and end. */
@RestController
@RequestMapping("/api/v1/llm/query")
final class QueryController {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** A claim without an id this old was left behind by an instance that died. */
    private static final Duration LEFT_BEHIND = Duration.ofSeconds(30);

    private static final Duration MOMENT = Duration.ofMillis(500);

    private final Admission admission;
    private final Asking asking;
    private final Idempotency idempotency;
    private final Jobs jobs;
    private final Queries queries;
    private final RequestView view;
    private final Outputs outputs;
    private final Clock clock;

    QueryController(
            Admission admission,
            Asking asking,
            Idempotency idempotency,
            Jobs jobs,
            Queries queries,
            RequestView view,
            Outputs outputs,
            Clock clock) {
        this.admission = admission;
        this.asking = asking;
        this.idempotency = idempotency;
        this.jobs = jobs;
        this.queries = queries;
        this.view = view;
        this.outputs = outputs;
        this.clock = clock;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    QueryStatus submit(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        JsonBody sent = Admission.read(request);
        QueryBody query = QueryBody.of(CacheWish.carried(sent, request), false);
        admission.check(query.operation(), query.body(), Door.key(request), Lane.BULK);
        Instant deadline = clock.instant().plus(query.timeout());
        String value = request.getHeader(Admission.IDEMPOTENCY_KEY);
        QueryStatus status =
                value == null
                        ? QueryStatus.of(submit(query, deadline, request))
                        : once(value, sent, query, deadline, request);
        response.setHeader(RequestId.HEADER, status.id());
        return status;
    }

    private Jobs.Job submit(QueryBody query, Instant deadline, HttpServletRequest request) {
        return jobs.submit(
                Caller.of(request),
                query.body().tree(),
                query.operation(),
                deadline,
                Admission.flag(request, Admission.EXPLAIN));
    }

    private QueryStatus once(
            String value,
            JsonBody sent,
            QueryBody query,
            Instant deadline,
            HttpServletRequest request) {
        Claim claim =
                idempotency.claim(
                        Door.key(request),
                        request.getRequestURI(),
                        value,
                        sent,
                        "",
                        null,
                        deadline);
        if (claim.acknowledged()) {
            return status(queries.find(Caller.of(request), claim.requestId()));
        }
        if (!claim.first() && clock.instant().isBefore(claim.createdAt().plus(LEFT_BEHIND))) {
            throw ApiException.of(ErrorCode.IDEMPOTENCY_IN_PROGRESS).retryAfter(PAUSE);
        }
        try {
            Jobs.Job job = submit(query, claim.deadline(), request);
            idempotency.acknowledged(claim, job.id());
            return QueryStatus.of(job);
        } catch (ApiException refused) {
            idempotency.release(claim);
            throw refused;
        }
    }

    @PostMapping("/stream")
    void stream(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        QueryBody query = QueryBody.of(Admission.read(request), true);
        asking.ask(
                query.operation(),
                query.body(),
                (id, wanted, locale) -> new NativeFormat(id, wanted.explain(), locale),
                request,
                response);
    }

    @GetMapping("/{id}/status")
    QueryStatus status(@PathVariable String id, HttpServletRequest request) {
        return status(queries.find(Caller.of(request), id));
    }

    /** The completion as OpenAI shows it, or the failure. */
    @GetMapping("/{id}/result")
    void result(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        switch (queries.find(Caller.of(request), id)) {
            case Queries.Found.Waiting _ ->
                    throw ApiException.of(ErrorCode.NOT_READY).retryAfter(PAUSE);
            case Queries.Found.OnTheRoad(RequestRow row) -> {
                RequestRow newest = view.awaitEnd(row, MOMENT);
                if (newest.ending() == null) {
                    throw ApiException.of(ErrorCode.NOT_READY).retryAfter(PAUSE);
                }
                response.setHeader(RequestId.HEADER, row.id());
                Asking.answer(view.finished(newest), outputs, request, response);
            }
        }
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    QueryStatus cancel(@PathVariable String id, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        Queries.Found found = queries.find(caller, id);
        queries.cancel(caller, found);
        return status(found);
    }

    private static QueryStatus status(Queries.Found found) {
        return switch (found) {
            case Queries.Found.OnTheRoad(RequestRow row) -> QueryStatus.of(row);
            case Queries.Found.Waiting(Jobs.Job job) -> QueryStatus.of(job);
        };
    }
}
