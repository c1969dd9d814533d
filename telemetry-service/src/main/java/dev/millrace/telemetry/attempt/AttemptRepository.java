package dev.millrace.telemetry.attempt;

import dev.millrace.telemetry.rollup.Columns;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of attempts. Every method is one statement, whatever the size of the batch. */
final class AttemptRepository {

    private static final String FACT =
            """
            attempt_id, request_id, run_id, ordinal, started_at, ended_at,
            tenant, team, user_id, key_id, provider, model, operation, lane,
            state, failure_code, input_tokens, output_tokens, cached_input_tokens,
            cache_write_input_tokens, reasoning_output_tokens, estimated,
            cost_nanos, currency, first_token_millis""";

    private static final String OPEN =
            """
            attempt_id, request_id, run_id, ordinal, started_at,
            tenant, team, user_id, key_id, provider, model, operation, lane,
            reserved_nanos, currency""";

    private final JdbcClient jdbc;

    AttemptRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Nobody waits for the end of these any longer. */
    void forget(List<AttemptFact> ended) {
        jdbc.sql("delete from attempt_open where attempt_id = any(cast(:ids as text[]))")
                .param("ids", new Columns<>(ended).texts(AttemptFact::attemptId))
                .update();
    }

    /** Takes the facts of these attempts back, where they were given up as lost. */
    List<AttemptFact> withdrawLost(List<AttemptFact> ended) {
        Columns<AttemptFact> columns = new Columns<>(ended);
        return jdbc.sql(
                        """
                        delete from usage_fact f
                        using unnest(cast(:days as date[]), cast(:ids as text[])) as e (day, id),
                          (values (0), (1)) as before (days)
                        where f.day = e.day - before.days and f.attempt_id = e.id
                          and f.state = 'lost'
                        returning f.*
                        """)
                .param("days", columns.texts(fact -> fact.day().toString()))
                .param("ids", columns.texts(AttemptFact::attemptId))
                .query((row, _) -> AttemptRows.fact(row))
                .list();
    }

    /** Ids of the facts that were not there yet. */
    Set<String> insert(List<AttemptFact> facts) {
        Columns<AttemptFact> columns = new Columns<>(facts);
        return new HashSet<>(
                jdbc.sql(
                                """
                                insert into usage_fact (day, %1$s)
                                select * from unnest(
                                  cast(:days as date[]), cast(:ids as text[]),
                                  cast(:requests as text[]), cast(:runs as text[]),
                                  cast(:ordinals as integer[]), cast(:starts as timestamptz[]),
                                  cast(:ends as timestamptz[]), cast(:tenants as text[]),
                                  cast(:teams as text[]), cast(:users as text[]),
                                  cast(:keys as text[]), cast(:providers as text[]),
                                  cast(:models as text[]), cast(:operations as text[]),
                                  cast(:lanes as text[]), cast(:states as text[]),
                                  cast(:codes as text[]), cast(:inputs as bigint[]),
                                  cast(:outputs as bigint[]), cast(:cached as bigint[]),
                                  cast(:written as bigint[]), cast(:reasoned as bigint[]),
                                  cast(:estimated as boolean[]), cast(:costs as bigint[]),
                                  cast(:currencies as text[]), cast(:firsts as bigint[]))
                                on conflict do nothing
                                returning attempt_id
                                """
                                        .formatted(FACT))
                        .param("days", columns.texts(fact -> fact.day().toString()))
                        .param("ids", columns.texts(AttemptFact::attemptId))
                        .param("requests", columns.texts(AttemptFact::requestId))
                        .param("runs", columns.texts(AttemptFact::runId))
                        .param("ordinals", columns.longs(fact -> (long) fact.ordinal()))
                        .param("starts", columns.instants(AttemptFact::startedAt))
                        .param("ends", columns.instants(AttemptFact::endedAt))
                        .param("tenants", columns.texts(fact -> fact.dimensions().tenant()))
                        .param("teams", columns.texts(fact -> fact.dimensions().team()))
                        .param("users", columns.texts(fact -> fact.dimensions().user()))
                        .param("keys", columns.texts(fact -> fact.dimensions().keyId()))
                        .param("providers", columns.texts(fact -> fact.dimensions().provider()))
                        .param("models", columns.texts(fact -> fact.dimensions().model()))
                        .param("operations", columns.texts(fact -> fact.dimensions().operation()))
                        .param("lanes", columns.texts(fact -> fact.dimensions().lane()))
                        .param("states", columns.texts(fact -> fact.state().column()))
                        .param("codes", columns.texts(AttemptFact::failureCode))
                        .param("inputs", columns.longs(fact -> fact.tokens().input()))
                        .param("outputs", columns.longs(fact -> fact.tokens().output()))
                        .param("cached", columns.longs(fact -> fact.tokens().cachedInput()))
                        .param("written", columns.longs(fact -> fact.tokens().cacheWriteInput()))
                        .param("reasoned", columns.longs(fact -> fact.tokens().reasoningOutput()))
                        .param("estimated", columns.booleans(fact -> fact.tokens().estimated()))
                        .param("costs", columns.longs(AttemptFact::costNanos))
                        .param("currencies", columns.texts(AttemptFact::currency))
                        .param("firsts", columns.longs(AttemptFact::firstTokenMillis))
                        .query(String.class)
                        .list());
    }

    /**
     * Remembers attempts whose fact is not there yet; a repeat changes nothing. One that was
     * announced after a crash says when it can have begun at the earliest: its fact may be of the
     * next day.
     */
    void open(List<OpenAttempt> started) {
        Columns<OpenAttempt> columns = new Columns<>(started);
        jdbc.sql(
                        """
                        insert into attempt_open (%1$s)
                        select %1$s from unnest(
                          cast(:days as date[]), cast(:ids as text[]), cast(:requests as text[]),
                          cast(:runs as text[]), cast(:ordinals as integer[]),
                          cast(:starts as timestamptz[]), cast(:tenants as text[]),
                          cast(:teams as text[]), cast(:users as text[]), cast(:keys as text[]),
                          cast(:providers as text[]), cast(:models as text[]),
                          cast(:operations as text[]), cast(:lanes as text[]),
                          cast(:reserved as bigint[]), cast(:currencies as text[]))
                          as s (day, %1$s)
                        where not exists (
                          select from usage_fact f, (values (0), (1)) as later (days)
                          where f.day = s.day + later.days and f.attempt_id = s.attempt_id)
                        on conflict do nothing
                        """
                                .formatted(OPEN))
                .param("days", columns.texts(open -> open.day().toString()))
                .param("ids", columns.texts(OpenAttempt::attemptId))
                .param("requests", columns.texts(OpenAttempt::requestId))
                .param("runs", columns.texts(OpenAttempt::runId))
                .param("ordinals", columns.longs(open -> (long) open.ordinal()))
                .param("starts", columns.instants(OpenAttempt::startedAt))
                .param("tenants", columns.texts(open -> open.dimensions().tenant()))
                .param("teams", columns.texts(open -> open.dimensions().team()))
                .param("users", columns.texts(open -> open.dimensions().user()))
                .param("keys", columns.texts(open -> open.dimensions().keyId()))
                .param("providers", columns.texts(open -> open.dimensions().provider()))
                .param("models", columns.texts(open -> open.dimensions().model()))
                .param("operations", columns.texts(open -> open.dimensions().operation()))
                .param("lanes", columns.texts(open -> open.dimensions().lane()))
                .param("reserved", columns.longs(OpenAttempt::reservedNanos))
                .param("currencies", columns.texts(OpenAttempt::currency))
                .update();
    }

    /** Takes attempts out of the open ones that began before a time, at most so many. */
    List<OpenAttempt> takeOpenSince(Instant before, int most) {
        return jdbc.sql(
                        """
                        delete from attempt_open where attempt_id in (
                          select attempt_id from attempt_open where started_at < :before
                          order by started_at limit :most for update skip locked)
                        returning *
                        """)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .query((row, _) -> AttemptRows.open(row))
                .list();
    }
}
