package dev.millrace.postprocess.run;

import dev.millrace.events.Authority;
import dev.millrace.events.Ending;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.events.RetrievalRequest;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs and their lines, as their owners see them. */
final class RunRepository {

    /** Everything about a run but its counts. */
    record NewRun(
            UUID id, String kind, Submission submission, Duration headStart, Instant createdAt) {}

    /** A run of one line as its statement takes it, and how many bytes its body has. */
    record Single(SqlParameterSource values, int bytes) {}

    private static final String INSERT_RUN =
            """
            insert into run (id, kind, tenant, team, person, key_id, allowed_models, allowed_lanes,
                             retention, turn_at, created_at, deadline, lines, queued, trace)
            values (:run, :kind, :tenant, :team, :person, :key, :models, :lanes,
                    :retention, :turnAt, :createdAt, :runDeadline, :lines, :lines, :trace)
            """;

    private static final String INSERT_LINE =
            """
            insert into run_line (run_id, number, request_id, tenant, operation, model, needs,
                                  tags, explain, body, body_reference, knowledge_base, top_k,
                                  min_score, size, deadline)
            values (:run, :number, :request, :tenant, :operation, :model, :needs,
                    :tags::jsonb, :explain, :body, :reference, :knowledgeBase, :topK::integer,
                    :minScore::double precision, :size, :deadline)
            """;

    private static final String RUN_COLUMNS =
            "id, kind, tenant, team, person, state, reason, created_at, deadline, finished_at,"
                    + " lines, queued, finished";

    private static final String INSERT_SINGLE =
            "with accepted as (" + INSERT_RUN + ") " + INSERT_LINE;

    private final JdbcClient database;
    private final NamedParameterJdbcOperations batches;

    RunRepository(JdbcClient database, NamedParameterJdbcOperations batches) {
        this.database = database;
        this.batches = batches;
    }

    /** A run of one line, ready to be inserted; made where its trace is current. */
    static Single single(NewRun run, Line line) {
        Map<String, @Nullable Object> values = new HashMap<>(values(run, 1));
        values.putAll(values(run, 1, line));
        return new Single(new MapSqlParameterSource(values), line.body().remaining());
    }

    /** Runs of one line each, in one round trip; needs a transaction if there are several. */
    void insert(List<Single> singles) {
        batches.batchUpdate(
                INSERT_SINGLE,
                singles.stream().map(Single::values).toArray(SqlParameterSource[]::new));
    }

    /** A run of any number of lines; needs a transaction. Returns how many there were. */
    long insert(NewRun run, Iterator<Line> lines) {
        database.sql(INSERT_RUN).params(values(run, 0)).update();
        long number = 0;
        while (lines.hasNext()) {
            number++;
            database.sql(INSERT_LINE).params(values(run, number, lines.next())).update();
        }
        database.sql("update run set lines = :n, queued = :n where id = :run")
                .param("n", number)
                .param("run", run.id())
                .update();
        return number;
    }

    Optional<Run> find(UUID id) {
        return database.sql("select " + RUN_COLUMNS + " from run where id = :id")
                .param("id", id)
                .query(RunRepository::run)
                .optional();
    }

    /** The newest first; {@code user} null means everyone's of the tenant. */
    List<Run> list(
            String tenant,
            @Nullable String user,
            @Nullable Instant before,
            @Nullable UUID beforeId,
            int most) {
        return database.sql(
                        "select "
                                + RUN_COLUMNS
                                + """
                                 from run
                                where tenant = :tenant
                                  and (cast(:user as text) is null or person = :user)
                                  and (cast(:before as timestamptz) is null
                                       or (created_at, id) < (:before, cast(:beforeId as uuid)))
                                order by created_at desc, id desc limit :most
                                """)
                .param("tenant", tenant)
                .param("user", user)
                .param("before", before == null ? null : at(before))
                .param("beforeId", beforeId)
                .param("most", most)
                .query(RunRepository::run)
                .list();
    }

    Optional<LineState> line(UUID requestId) {
        return database.sql(
                        """
                        select l.request_id, l.run_id, r.tenant, r.team, r.person, r.created_at,
                               l.state, l.ending
                        from run_line l join run r on r.id = l.run_id
                        where l.request_id = :id
                        """)
                .param("id", requestId)
                .query(
                        (row, _) ->
                                new LineState(
                                        uuid(row, "request_id"),
                                        uuid(row, "run_id"),
                                        owner(row),
                                        instant(row, "created_at"),
                                        !text(row, "state").equals("queued"),
                                        ending(row.getString("ending"))))
                .optional();
    }

    /** All its lines are due at once: what is not in the log will not get there. */
    boolean cancel(UUID id, Instant now) {
        int cancelled =
                database.sql(
                                """
                                update run set state = 'cancelled', reason = 'cancelled'
                                where id = :id and state in ('open', 'paused')
                                """)
                        .param("id", id)
                        .update();
        if (cancelled == 1) {
            database.sql(
                            """
                            update run_line set deadline = :now
                            where run_id = :id and state <> 'finished' and deadline > :now
                            """)
                    .param("id", id)
                    .param("now", at(now))
                    .update();
        }
        return cancelled == 1;
    }

    /** Forgets runs that ended long ago; their requests are in the log's hands. */
    int forget(Instant finishedBefore) {
        return database.sql(
                        """
                        delete from run where id in (
                            select id from run where finished_at < :before limit 1000)
                        """)
                .param("before", at(finishedBefore))
                .update();
    }

    private static Map<String, @Nullable Object> values(NewRun run, long lines) {
        Authority authority = run.submission().authority();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("run", run.id());
        values.put("kind", run.kind());
        values.put("tenant", owner(run).getTenant());
        values.put("team", owner(run).getTeam());
        values.put("person", owner(run).getUser());
        values.put("key", authority.getKeyId());
        values.put("models", authority.getAllowedModels().toArray(String[]::new));
        values.put(
                "lanes",
                authority.getAllowedLanes().stream().map(Lane::name).toArray(String[]::new));
        values.put("retention", authority.getRetention().name());
        values.put("turnAt", at(run.createdAt().minus(run.headStart())));
        values.put("createdAt", at(run.createdAt()));
        values.put("runDeadline", at(run.submission().deadline()));
        values.put("trace", RunTrace.ofCurrent());
        values.put("lines", lines);
        return values;
    }

    private static Map<String, @Nullable Object> values(NewRun run, long number, Line line) {
        ByteBuffer body = line.body().duplicate();
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("run", run.id());
        values.put("tenant", owner(run).getTenant());
        values.put("number", number);
        values.put("request", RequestIds.of(run.id(), number));
        values.put("operation", line.operation().name());
        values.put("model", line.model());
        values.put("needs", line.needs().toArray(String[]::new));
        values.put("tags", Tags.json(line.tags()));
        values.put("explain", line.explain());
        values.put("body", bytes);
        values.put("reference", line.bodyReference());
        RetrievalRequest retrieval = line.retrieval();
        values.put("knowledgeBase", retrieval == null ? null : retrieval.getKnowledgeBase());
        values.put("topK", retrieval == null ? null : retrieval.getTopK().orElse(null));
        values.put("minScore", retrieval == null ? null : retrieval.getMinScore().orElse(null));
        values.put("size", bytes.length);
        values.put("deadline", at(line.deadline()));
        return values;
    }

    private static Owner owner(NewRun run) {
        return run.submission().authority().getOwner();
    }

    private static Run run(ResultSet row, int number) throws SQLException {
        OffsetDateTime finishedAt = row.getObject("finished_at", OffsetDateTime.class);
        return new Run(
                uuid(row, "id"),
                text(row, "kind"),
                owner(row),
                text(row, "state"),
                row.getString("reason"),
                instant(row, "created_at"),
                instant(row, "deadline"),
                finishedAt == null ? null : finishedAt.toInstant(),
                row.getLong("lines"),
                row.getLong("queued"),
                row.getLong("finished"));
    }

    static @Nullable Ending ending(@Nullable String name) {
        return name == null ? null : Ending.valueOf(name);
    }

    static Owner owner(ResultSet row) throws SQLException {
        return new Owner(text(row, "tenant"), text(row, "team"), text(row, "person"));
    }

    static UUID uuid(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, UUID.class));
    }

    static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class)).toInstant();
    }

    /** PostgreSQL's driver takes no Instant. */
    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
