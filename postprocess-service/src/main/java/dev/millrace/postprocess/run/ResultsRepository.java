package dev.millrace.postprocess.run;

import dev.millrace.events.Failure;
import dev.millrace.events.RequestFinished;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Marks lines ended. Needs a transaction. */
final class ResultsRepository {

    /** What was ended, for the sink of its kind. */
    record Ended(String kind, EndedLine line) {}

    private record Moved(UUID runId, long number, UUID requestId, boolean wasQueued) {}

    private record Closed(String kind, Instant createdAt, boolean finished) {}

    private final JdbcClient database;
    private final BacklogRepository backlog;

    ResultsRepository(JdbcClient database, BacklogRepository backlog) {
        this.database = database;
        this.backlog = backlog;
    }

    /** The first ending of a line wins; what is no line's, or ended before, is passed over. */
    List<Ended> end(Map<UUID, RequestFinished> finishes) {
        String[] requests = finishes.keySet().stream().map(UUID::toString).toArray(String[]::new);
        String[] runs =
                database.sql(
                                """
                                select distinct run_id from run_line
                                where request_id = any(:requests::uuid[])
                                """)
                        .param("requests", requests)
                        .query((row, _) -> RunRepository.uuid(row, "run_id").toString())
                        .list()
                        .toArray(String[]::new);
        if (runs.length == 0) {
            return List.of();
        }
        backlog.lock(runs);
        List<Moved> moved = move(requests, finishes);
        Map<UUID, Closed> counted = count(moved);
        return ended(moved, counted, finishes);
    }

    private List<Moved> move(String[] requests, Map<UUID, RequestFinished> finishes) {
        String[] endings =
                finishes.values().stream().map(f -> f.getEnding().name()).toArray(String[]::new);
        @Nullable String[] codes = new @Nullable String[endings.length];
        int next = 0;
        for (RequestFinished finish : finishes.values()) {
            codes[next++] = finish.getFailure().map(Failure::getCode).orElse(null);
        }
        String[] times =
                finishes.values().stream()
                        .map(f -> f.getFinishedAt().toString())
                        .toArray(String[]::new);
        return database.sql(
                        """
                        update run_line l
                        set state = 'finished', ending = e.ending, failure_code = e.code,
                            finished_at = e.at, body = null
                        from unnest(:requests::uuid[], :endings::text[], :codes::text[],
                                    :times::timestamptz[]) as e(request_id, ending, code, at),
                             run_line before
                        where l.request_id = e.request_id and l.state <> 'finished'
                          and before.run_id = l.run_id and before.number = l.number
                        returning l.run_id, l.number, l.request_id, before.state as before
                        """)
                .param("requests", requests)
                .param("endings", endings)
                .param("codes", codes)
                .param("times", times)
                .query(
                        (row, _) ->
                                new Moved(
                                        RunRepository.uuid(row, "run_id"),
                                        row.getLong("number"),
                                        RunRepository.uuid(row, "request_id"),
                                        RunRepository.text(row, "before").equals("queued")))
                .list();
    }

    private Map<UUID, Closed> count(List<Moved> moved) {
        Map<UUID, Long> ended = new LinkedHashMap<>();
        Map<UUID, Long> unqueued = new HashMap<>();
        for (Moved line : moved) {
            ended.merge(line.runId(), 1L, Long::sum);
            unqueued.merge(line.runId(), line.wasQueued() ? 1L : 0L, Long::sum);
        }
        Map<UUID, Closed> counted = new HashMap<>();
        database.sql(
                        """
                        update run set
                            queued = queued - c.unqueued,
                            finished = finished + c.ended,
                            state = case when finished + c.ended = lines then 'finished'
                                         else state end,
                            finished_at = case when finished + c.ended = lines then now() end
                        from unnest(:runs::uuid[], :ended::bigint[], :unqueued::bigint[])
                             as c(id, ended, unqueued)
                        where run.id = c.id
                        returning run.id, run.kind, run.created_at, run.state = 'finished' as over
                        """)
                .param("runs", ended.keySet().stream().map(UUID::toString).toArray(String[]::new))
                .param("ended", ended.values().toArray(Long[]::new))
                .param(
                        "unqueued",
                        ended.keySet().stream()
                                .map(run -> unqueued.getOrDefault(run, 0L))
                                .toArray(Long[]::new))
                .query(
                        (row, _) ->
                                counted.put(
                                        RunRepository.uuid(row, "id"),
                                        new Closed(
                                                RunRepository.text(row, "kind"),
                                                RunRepository.instant(row, "created_at"),
                                                row.getBoolean("over"))))
                .list();
        return counted;
    }

    private static List<Ended> ended(
            List<Moved> moved, Map<UUID, Closed> counted, Map<UUID, RequestFinished> finishes) {
        List<Ended> ended = new ArrayList<>(moved.size());
        Map<UUID, Moved> last = new HashMap<>();
        moved.forEach(line -> last.put(line.runId(), line));
        for (Moved line : moved) {
            Closed run = counted.get(line.runId());
            RequestFinished finish = finishes.get(line.requestId());
            if (run != null && finish != null) {
                ended.add(
                        new Ended(
                                run.kind(),
                                new EndedLine(
                                        line.runId(),
                                        line.number(),
                                        run.createdAt(),
                                        finish,
                                        run.finished() && line.equals(last.get(line.runId())))));
            }
        }
        return ended;
    }
}
