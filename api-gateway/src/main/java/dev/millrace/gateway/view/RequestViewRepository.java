package dev.millrace.gateway.view;

import dev.millrace.events.Ending;
import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.ReplyAddress;
import dev.millrace.gateway.replies.Attention;
import dev.millrace.gateway.row.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of requests, read. */
final class RequestViewRepository implements Attention {

    private final JdbcClient database;
    private final Clock clock;

    RequestViewRepository(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Optional<RequestRow> find(String id) {
        return database.sql("select * from request_view where request_id = ?")
                .param(id)
                .query(RequestViewRepository::read)
                .optional();
    }

    @Override
    public State of(String requestId) {
        return database.sql("select ending, watched_until from request_view where request_id = ?")
                .param(requestId)
                .query((set, _) -> state(new Row(set)))
                .optional()
                .orElse(State.ALONE);
    }

    private State state(Row row) throws SQLException {
        if (row.textOrNull("ending") != null) {
            return State.ENDED;
        }
        Instant until = row.timeOrNull("watched_until");
        return until != null && until.isAfter(clock.instant()) ? State.WATCHED : State.ALONE;
    }

    @Override
    public void watch(String requestId, Instant until) {
        database.sql(
                        """
                        update request_view set watched_until = ?
                        where request_id = ? and ending is null
                        """)
                .param(at(until))
                .param(requestId)
                .update();
    }

    /**
     * Takes requests whose deadline is over, for one instance at a time: what was taken is left
     * alone until {@code again}.
     */
    List<RequestRow> takeOverdue(Instant deadlineBefore, Instant now, Instant again, int limit) {
        return database.sql(
                        """
                        update request_view set swept_at = :now where request_id in (
                            select request_id from request_view
                            where ending is null and deadline < :before
                              and (swept_at is null or swept_at < :again)
                            order by deadline limit :limit for update skip locked)
                        returning *
                        """)
                .param("now", at(now))
                .param("before", at(deadlineBefore))
                .param("again", at(again))
                .param("limit", limit)
                .query(RequestViewRepository::read)
                .list();
    }

    /** Forgets requests that ended and were accepted before. */
    int forget(Instant acceptedBefore, int limit) {
        return database.sql(
                        """
                        delete from request_view where request_id in (
                            select request_id from request_view
                            where accepted_at < ? and ending is not null limit ?)
                        """)
                .param(at(acceptedBefore))
                .param(limit)
                .update();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static RequestRow read(ResultSet set, int number) throws SQLException {
        Row row = new Row(set);
        String ending = row.textOrNull("ending");
        RequestRow.Place reply = place(row, "reply_partition", "reply_position");
        return new RequestRow(
                row.text("request_id"),
                new Owner(row.text("tenant"), row.text("team"), row.text("person")),
                Lane.valueOf(row.text("lane")),
                Operation.valueOf(row.text("operation")),
                row.textOrNull("run_id"),
                row.time("accepted_at"),
                row.timeOrNull("finished_at"),
                reply == null ? null : new ReplyAddress(reply.partition(), reply.offset()),
                place(row, "request_partition", "request_offset"),
                ending == null ? null : Ending.valueOf(ending),
                place(row, "result_partition", "result_offset"));
    }

    private static RequestRow.@Nullable Place place(Row row, String partition, String offset)
            throws SQLException {
        Long number = row.numberOrNull(partition);
        Long position = row.numberOrNull(offset);
        return number == null || position == null
                ? null
                : new RequestRow.Place(number.intValue(), position);
    }
}
