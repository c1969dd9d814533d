package dev.millrace.gateway.query;

import dev.millrace.events.Ending;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestAccepted;
import dev.millrace.gateway.admission.RequestIds;
import dev.millrace.gateway.replies.Endings;
import dev.millrace.gateway.view.RequestRow;
import dev.millrace.gateway.view.RequestView;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.owned.Owned;
import dev.millrace.web.token.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds queries wherever they are, on the road or still in the backlog, for their owner only. */
final class Queries {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int PATIENCE_SECONDS = 5;

    private final RequestView view;
    private final Jobs jobs;
    private final Endings endings;

    Queries(RequestView view, Jobs jobs, Endings endings) {
        this.view = view;
        this.jobs = jobs;
        this.endings = endings;
    }

    /** Either the request as it is on the road, or the job that waits for its turn. */
    sealed interface Found {
        record OnTheRoad(RequestRow row) implements Found {}

        record Waiting(Jobs.Job job) implements Found {}
    }

    Found find(Caller caller, String sentId) {
        String id =
                RequestIds.parse(sentId).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
        Optional<RequestRow> row = view.now(id);
        if (row.isEmpty()) {
            // Postprocess checks whose it is: the caller's token goes along.
            Optional<Jobs.Job> job = jobs.find(caller, id);
            if (job.isPresent()) {
                return new Found.Waiting(job.get());
            }
        }
        return new Found.OnTheRoad(Owned.find(caller, id, view::find, RequestRow::owner));
    }

    /** Cancels what has not ended. Whether that came first, the referee decides. */
    void cancel(Caller caller, Found found) {
        switch (found) {
            case Found.OnTheRoad(RequestRow row) when row.ending() != null -> {}
            case Found.OnTheRoad(RequestRow row) -> {
                var head = view.accepted(row).map(RequestAccepted::getHead).orElse(null);
                await(
                        endings.end(
                                row.id(),
                                row.owner(),
                                row.lane(),
                                head,
                                Ending.CANCELLED,
                                ErrorCode.CANCELLED));
            }
            case Found.Waiting(Jobs.Job job) ->
                    await(
                            endings.end(
                                    job.id(),
                                    new Owner(caller.tenant(), caller.team(), caller.user()),
                                    Lane.BULK,
                                    null,
                                    Ending.CANCELLED,
                                    ErrorCode.CANCELLED));
        }
    }

    private static void await(java.util.concurrent.CompletableFuture<?> ended) {
        try {
            ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw ApiException.of(ErrorCode.LOG_UNAVAILABLE).retryAfter(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.of(ErrorCode.LOG_UNAVAILABLE).retryAfter(PAUSE);
        }
    }
}
