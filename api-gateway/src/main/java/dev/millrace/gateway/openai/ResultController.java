package dev.millrace.gateway.openai;

import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.gateway.admission.RequestIds;
import dev.millrace.gateway.admission.Wanted;
import dev.millrace.gateway.replies.Call;
import dev.millrace.gateway.replies.Client;
import dev.millrace.gateway.replies.EventId;
import dev.millrace.gateway.replies.EventStream;
import dev.millrace.gateway.replies.Interactive;
import dev.millrace.gateway.replies.Outputs;
import dev.millrace.gateway.view.Bodies;
import dev.millrace.gateway.view.RequestRow;
import dev.millrace.gateway.view.RequestView;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.error.Languages;
import dev.millrace.web.owned.Owned;
import dev.millrace.web.request.RequestId;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers by id: whole, or the rest of a stream on whichever instance this is (rule 7). */
@RestController
final class ResultController {

    /** The view may be a moment behind the client, who has just seen the answer. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private static final int LONGEST_WAIT = 60;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RequestView view;
    private final Interactive interactive;
    private final Outputs outputs;
    private final Bodies bodies;

    ResultController(RequestView view, Interactive interactive, Outputs outputs, Bodies bodies) {
        this.view = view;
        this.interactive = interactive;
        this.outputs = outputs;
        this.bodies = bodies;
    }

    @GetMapping({"/v1/chat/completions/{id}", "/chat/completions/{id}"})
    void get(
            @PathVariable String id,
            @RequestParam(defaultValue = "false") boolean stream,
            @RequestParam(defaultValue = "0") int wait,
            @RequestParam(name = "last_event_id", required = false) @Nullable String query,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String header,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        RequestRow row = find(id, request);
        response.setHeader(RequestId.HEADER, row.id());
        if (stream) {
            resume(row, after(row, header == null ? query : header), request, response);
            return;
        }
        if (wait < 0 || wait > LONGEST_WAIT) {
            throw ApiException.at("wait", ErrorCode.INVALID_VALUE, "0 – " + LONGEST_WAIT);
        }
        Duration patience = Duration.ofSeconds(wait);
        RequestRow newest = view.awaitEnd(row, patience.compareTo(MOMENT) > 0 ? patience : MOMENT);
        if (newest.ending() == null) {
            throw ApiException.of(ErrorCode.NOT_READY).retryAfter(PAUSE);
        }
        Asking.answer(view.finished(newest), outputs, request, response);
    }

    private RequestRow find(String id, HttpServletRequest request) {
        return Owned.find(
                Caller.of(request),
                id,
                i -> RequestIds.parse(i).flatMap(view::find),
                RequestRow::owner);
    }

    private static long after(RequestRow row, @Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isBlank()) {
            return EventId.NONE;
        }
        return EventId.parse(lastEventId.strip())
                .filter(last -> last.requestId().equals(row.id()))
                .map(EventId::sequence)
                .orElseThrow(() -> ApiException.at("last_event_id", ErrorCode.INVALID_VALUE));
    }

    private void resume(
            RequestRow row, long after, HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        Optional<RequestAccepted> accepted = view.accepted(row);
        boolean usage = accepted.map(bodies::of).map(Wanted::usage).orElse(false);
        boolean explain =
                accepted.map(RequestAccepted::getHead).map(RequestHead::getExplain).orElse(false);
        ChatFormat format =
                new ChatFormat(
                        row.id(),
                        usage,
                        explain,
                        Languages.best(request.getHeader("Accept-Language")));
        try {
            RequestHead head =
                    accepted.map(RequestAccepted::getHead)
                            .filter(h -> h.getReplyTo().isPresent())
                            .orElseThrow(() -> ApiException.of(ErrorCode.STREAM_EXPIRED));
            try (Call call =
                    interactive.attach(
                            head, CompletableFuture.completedFuture(true), Client.of(request))) {
                new EventStream(call, outputs, format, response, after).run();
            }
        } catch (EventStream.EarlyFailure failure) {
            OpenAiResponses.failed(failure.failed(), request, response);
        } catch (ApiException expired) {
            if (expired.code() != ErrorCode.STREAM_EXPIRED || response.isCommitted()) {
                throw expired;
            }
            fromResult(row, after, format, response, expired);
        }
    }

    /**
     * The log no longer reaches back. The finished answer can be shown to whoever has seen nothing;
     * for others nobody knows any more what they have seen.
     */
    private void fromResult(
            RequestRow row,
            long after,
            ChatFormat format,
            HttpServletResponse response,
            ApiException expired)
            throws IOException {
        RequestRow newest = view.awaitEnd(row, MOMENT);
        if (after != EventId.NONE || newest.ending() == null) {
            throw expired;
        }
        RequestFinished finish = view.finished(newest);
        EventStream.whole(finish, outputs.of(finish), format, response);
    }
}
