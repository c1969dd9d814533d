package dev.millrace.gateway.view;

import dev.millrace.events.Lane;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.LogReader;
import dev.millrace.log.Received;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Answers for requests by id: what the view knows, and what the log holds of them. */
public final class RequestView {

    private static final Duration CATCH_UP = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RequestViewRepository repository;
    private final LogReader reader;

    RequestView(RequestViewRepository repository, LogReader reader) {
        this.repository = repository;
        this.reader = reader;
    }

    /** The group that writes the view from a lane's requests. */
    static String group(Lane lane) {
        return "view-" + lane.name().toLowerCase(Locale.ROOT);
    }

    /** What is known at this moment. */
    public Optional<RequestRow> now(String id) {
        return repository.find(id);
    }

    /**
     * Empty only when no such request had been accepted at the call: before it says so, the view
     * has read all that the log held then.
     *
     * @throws ApiException `service_unavailable` when the view does not catch up in time
     */
    public Optional<RequestRow> find(String id) {
        Optional<RequestRow> known = repository.find(id);
        if (known.isPresent()) {
            return known;
        }
        long until = System.nanoTime() + CATCH_UP.toNanos();
        for (Lane lane : Lane.values()) {
            Duration left = Duration.ofNanos(until - System.nanoTime());
            if (!reader.awaitHandled(group(lane), Topics.REQUESTS.of(lane), left)) {
                throw ApiException.of(ErrorCode.SERVICE_UNAVAILABLE).retryAfter(PAUSE);
            }
        }
        return repository.find(id);
    }

    /** The row, once the request has ended or {@code patience} is over. */
    public RequestRow awaitEnd(RequestRow row, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        RequestRow newest = row;
        while (newest.ending() == null && System.nanoTime() < until) {
            sleep(LOOK_AGAIN);
            newest = repository.find(row.id()).orElse(newest);
        }
        return newest;
    }

    /** The request as it was accepted; empty when the log no longer has it. */
    public Optional<RequestAccepted> accepted(RequestRow row) {
        RequestRow.Place place = row.accepted();
        return place == null
                ? Optional.empty()
                : reader.read(Topics.REQUESTS.of(row.lane()), place.partition(), place.offset())
                        .map(Received::value);
    }

    /**
     * How a request that has ended did so.
     *
     * @throws ApiException `erased` when the log no longer has it
     */
    public RequestFinished finished(RequestRow row) {
        RequestRow.Place place = row.result();
        if (place == null) {
            throw ApiException.of(ErrorCode.NOT_READY).retryAfter(PAUSE);
        }
        return reader.read(Topics.RESULTS, place.partition(), place.offset())
                .map(Received::value)
                .orElseThrow(() -> ApiException.of(ErrorCode.ERASED));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.of(ErrorCode.SERVICE_UNAVAILABLE).retryAfter(PAUSE);
        }
    }
}
