package dev.millrace.gateway.view;

import dev.millrace.events.Owner;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of requests, written: one statement for a batch. Two topics tell of one request and
 * either may come first. Rows are written in the order of their ids, so that two writers never wait
 * for each other in a circle.
 */
final class RequestViewWriter {

    private static final String COLUMNS =
            """
            request_id, tenant, team, person, key_id, lane, run_id, operation, stream,
            accepted_at, deadline, reply_partition, reply_position""";

    private static final String ARRAYS =
            """
            ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::boolean[], ?::bigint[], ?::bigint[], ?::int[], ?::bigint[]""";

    private static final String SELECTED =
            """
            id, tenant, team, person, key_id, lane, run_id, operation, stream,
            to_timestamp(accepted / 1000.0), to_timestamp(deadline / 1000.0), rp, ro""";

    private static final String NAMES =
            "id, tenant, team, person, key_id, lane, run_id, operation, stream, accepted, deadline, rp, ro";

    private static final String ACCEPTED =
            """
            insert into request_view (%s, request_partition, request_offset)
            select %s, p, o from unnest(%s, ?::int[], ?::bigint[]) as r(%s, p, o)
            on conflict (request_id) do update set
                request_partition = excluded.request_partition,
                request_offset = excluded.request_offset,
                reply_partition = excluded.reply_partition,
                reply_position = excluded.reply_position
            where request_view.request_offset is null
            """
                    .formatted(COLUMNS, SELECTED, ARRAYS, NAMES);

    private static final String FINISHED =
            """
            insert into request_view
                (%s, ending, finished_at, result_partition, result_offset)
            select %s, ending, to_timestamp(finished / 1000.0), p, o
            from unnest(%s, ?::text[], ?::bigint[], ?::int[], ?::bigint[])
                as r(%s, ending, finished, p, o)
            on conflict (request_id) do update set
                ending = excluded.ending,
                finished_at = excluded.finished_at,
                result_partition = excluded.result_partition,
                result_offset = excluded.result_offset
            where request_view.ending is null
            """
                    .formatted(COLUMNS, SELECTED, ARRAYS, NAMES);

    private final JdbcClient database;

    RequestViewWriter(JdbcClient database) {
        this.database = database;
    }

    /** One request, from its own record or from its ending. */
    private record Line(
            String id, Owner owner, @Nullable RequestHead head, long time, Position position) {

        <T> @Nullable T of(Function<RequestHead, @Nullable T> part) {
            return head == null ? null : part.apply(head);
        }
    }

    void accepted(List<Received<RequestAccepted>> batch) {
        Map<String, Line> lines = new TreeMap<>();
        for (Received<RequestAccepted> record : batch) {
            RequestHead head = record.value().getHead();
            lines.putIfAbsent(
                    head.getRequestId(),
                    new Line(
                            head.getRequestId(),
                            head.getAuthority().getOwner(),
                            head,
                            head.getAcceptedAt().toEpochMilli(),
                            record.position()));
        }
        common(database.sql(ACCEPTED), lines.values())
                .param(ints(lines.values(), l -> l.position().partition()))
                .param(longs(lines.values(), l -> l.position().offset()))
                .update();
    }

    void finished(List<Received<RequestFinished>> batch) {
        Map<String, Received<RequestFinished>> first = new TreeMap<>();
        for (Received<RequestFinished> record : batch) {
            first.putIfAbsent(record.value().getRequestId(), record);
        }
        List<Received<RequestFinished>> ends = List.copyOf(first.values());
        List<Line> lines =
                ends.stream()
                        .map(
                                record ->
                                        new Line(
                                                record.value().getRequestId(),
                                                record.value().getOwner(),
                                                record.value().getHead().orElse(null),
                                                record.value().getFinishedAt().toEpochMilli(),
                                                record.position()))
                        .toList();
        common(database.sql(FINISHED), lines)
                .param(texts(ends, r -> r.value().getEnding().name()))
                .param(longs(lines, Line::time))
                .param(ints(lines, l -> l.position().partition()))
                .param(longs(lines, l -> l.position().offset()))
                .update();
    }

    private static JdbcClient.StatementSpec common(
            JdbcClient.StatementSpec statement, Collection<Line> lines) {
        return statement
                .param(texts(lines, Line::id))
                .param(texts(lines, l -> l.owner().getTenant()))
                .param(texts(lines, l -> l.owner().getTeam()))
                .param(texts(lines, l -> l.owner().getUser()))
                .param(texts(lines, l -> or(l.of(h -> h.getAuthority().getKeyId()), "")))
                .param(texts(lines, l -> or(l.of(h -> h.getLane().name()), "BULK")))
                .param(texts(lines, l -> l.of(h -> h.getRunId().orElse(null))))
                .param(texts(lines, l -> or(l.of(h -> h.getOperation().name()), "CHAT")))
                .param(
                        lines.stream()
                                .map(l -> or(l.of(RequestHead::getStream), false))
                                .toArray(Boolean[]::new))
                .param(longs(lines, l -> or(l.of(h -> h.getAcceptedAt().toEpochMilli()), l.time())))
                .param(longs(lines, l -> l.of(h -> h.getDeadline().toEpochMilli())))
                .param(ints(lines, l -> reply(l, ReplyAddress::getPartition)))
                .param(longs(lines, l -> reply(l, ReplyAddress::getPosition)));
    }

    private static <T> @Nullable T reply(Line line, Function<ReplyAddress, @Nullable T> part) {
        ReplyAddress address = line.of(h -> h.getReplyTo().orElse(null));
        return address == null ? null : part.apply(address);
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static <L> @Nullable String[] texts(
            Collection<L> lines, Function<L, @Nullable String> part) {
        return lines.stream().map(part).toArray(String[]::new);
    }

    private static <L> @Nullable Long[] longs(
            Collection<L> lines, Function<L, @Nullable Long> part) {
        return lines.stream().map(part).toArray(Long[]::new);
    }

    private static <L> @Nullable Integer[] ints(
            Collection<L> lines, Function<L, @Nullable Integer> part) {
        return lines.stream().map(part).toArray(Integer[]::new);
    }
}
