package dev.millrace.postprocess.run;

import dev.millrace.events.Authority;
import dev.millrace.events.Ending;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs and their lines, as their owners see them. */
final class RunRepository {

    /** Everything about a run but its counts. */
    record NewRun(
            UUID id, String kind, Submission submission, Duration headStart, Instant createdAt) {}

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
                                  explain, body, body_reference, size, deadline)
            values (:run, :number, :request, :tenant, :operation, :model, :needs,
                    :explain, :body, :reference, :size, :deadline)
            """;

    private static final String RUN_COLUMNS =
            "id, kind, tenant, team, person, state, reason, created_at, deadline, finished_at,"
                    + " lines, queued, finished";

    private final JdbcClient database;

    RunRepository(JdbcClient database) {
        this.database = database;
    }

    /** A run of one line, in one statement: one round trip, one commit. */
    void insert(NewRun run, Line line) {
        JdbcClient.StatementSpec statement =
                database.sql("with accepted as (" + INSERT_RUN + ") " + INSERT_LINE);
        bindLine(bindRun(statement, run).param("lines", 1), run, 1, line).update();
    }

    /** A run of any number of lines; needs a transaction. Returns how many there were. */
    long insert(NewRun run, Iterator<Line> lines) {
        bindRun(database.sql(INSERT_RUN), run).param("lines", 0).update();
        long number = 0;
        while (lines.hasNext()) {
            number++;
            bindLine(
                            database.sql(INSERT_LINE)
                                    .param("run", run.id())
                                    .param("tenant", owner(run).getTenant()),
                            run,
                            number,
                            lines.next())
                    .update();
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

    private static JdbcClient.StatementSpec bindRun(
            JdbcClient.StatementSpec statement, NewRun run) {
        Authority authority = run.submission().authority();
        return statement
                .param("run", run.id())
                .param("kind", run.kind())
                .param("tenant", owner(run).getTenant())
                .param("team", owner(run).getTeam())
                .param("person", owner(run).getUser())
                .param("key", authority.getKeyId())
                .param("models", authority.getAllowedModels().toArray(String[]::new))
                .param(
                        "lanes",
                        authority.getAllowedLanes().stream().map(Lane::name).toArray(String[]::new))
                .param("retention", authority.getRetention().name())
                .param("turnAt", at(run.createdAt().minus(run.headStart())))
                .param("createdAt", at(run.createdAt()))
                .param("runDeadline", at(run.submission().deadline()))
                .param("trace", RunTrace.ofCurrent());
    }

    private static JdbcClient.StatementSpec bindLine(
            JdbcClient.StatementSpec statement, NewRun run, long number, Line line) {
        ByteBuffer body = line.body().duplicate();
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return statement
                .param("number", number)
                .param("request", RequestIds.of(run.id(), number))
                .param("operation", line.operation().name())
                .param("model", line.model())
                .param("needs", line.needs().toArray(String[]::new))
                .param("explain", line.explain())
                .param("body", bytes)
                .param("reference", line.bodyReference())
                .param("size", bytes.length)
                .param("deadline", at(line.deadline()));
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
