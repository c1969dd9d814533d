package dev.millrace.gateway.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.Ending;
import dev.millrace.gateway.view.RequestRow;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The state of a query.
 *
 * @param status queued, running, completed, failed, cancelled or expired
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record QueryStatus(
        String id,
        String object,
        String status,
        Instant createdAt,
        @Nullable Instant finishedAt,
        String statusUrl,
        String resultUrl) {

    static QueryStatus of(RequestRow row) {
        Ending ending = row.ending();
        String status = ending == null ? "running" : ending.name().toLowerCase(Locale.ROOT);
        return of(row.id(), status, row.acceptedAt(), ending == null ? null : row.finishedAt());
    }

    static QueryStatus of(Jobs.Job job) {
        return of(job.id(), job.status(), job.createdAt(), null);
    }

    private static QueryStatus of(
            String id, String status, Instant createdAt, @Nullable Instant finishedAt) {
        return new QueryStatus(
                id,
                "query",
                status,
                createdAt,
                finishedAt,
                Links.PATH + id + "/status",
                Links.PATH + id + "/result");
    }
}
