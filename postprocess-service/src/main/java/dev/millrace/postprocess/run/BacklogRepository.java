package dev.millrace.postprocess.run;

import dev.millrace.postprocess.run.Turns.Queued;
import dev.millrace.postprocess.run.Turns.Take;
import dev.millrace.postprocess.run.Turns.Waiting;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The backlog as the releaser sees it. How much a tenant has unfinished is counted from its lines
 * each time: there is no counter that a crash could leave wrong.
 */
final class BacklogRepository {

    /** A run that may be next, with the key to look at before. */
    record Candidate(String tenant, long unfinished, UUID runId, String keyId, long queued) {}

    private final JdbcClient database;
    private final TransactionOperations transactions;

    BacklogRepository(JdbcClient database, TransactionOperations transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** Of every tenant below its bound, the runs first in line. */
    List<Candidate> candidates(int window, int batch) {
        // The tenants are found by skipping through the index: their number counts, not that of
        // runs.
        return database.sql(
                        """
                        with recursive tenants as (
                            (select tenant from run where state = 'open' and queued > 0
                             order by tenant limit 1)
                            union all
                            select (select r.tenant from run r
                                    where r.state = 'open' and r.queued > 0
                                      and r.tenant > t.tenant
                                    order by r.tenant limit 1)
                            from tenants t where t.tenant is not null),
                        unfinished as (
                            select tenant, count(*) as n from run_line
                            where state = 'released' group by tenant)
                        select t.tenant, coalesce(u.n, 0) as unfinished, r.id, r.key_id, r.queued
                        from tenants t
                        left join unfinished u on u.tenant = t.tenant
                        cross join lateral (
                            select id, key_id, queued, turn_at from run
                            where tenant = t.tenant and state = 'open' and queued > 0
                            order by turn_at, id
                            limit least(:batch, greatest(0, :window - coalesce(u.n, 0)))) r
                        where t.tenant is not null
                        order by t.tenant, r.turn_at, r.id
                        """)
                .param("batch", batch)
                .param("window", window)
                .query(
                        (row, _) ->
                                new Candidate(
                                        RunRepository.text(row, "tenant"),
                                        row.getLong("unfinished"),
                                        RunRepository.uuid(row, "id"),
                                        RunRepository.text(row, "key_id"),
                                        row.getLong("queued")))
                .list();
    }

    static List<Waiting> byTenant(List<Candidate> candidates) {
        Map<String, List<Candidate>> tenants = new LinkedHashMap<>();
        candidates.forEach(c -> tenants.computeIfAbsent(c.tenant(), _ -> new ArrayList<>()).add(c));
        return tenants.entrySet().stream()
                .map(
                        tenant ->
                                new Waiting(
                                        tenant.getKey(),
                                        tenant.getValue().getFirst().unfinished(),
                                        tenant.getValue().stream()
                                                .map(c -> new Queued(c.runId(), c.queued()))
                                                .toList()))
                .toList();
    }

    /** The lines of these turns, as far as their bodies stay within {@code bytes}; at least one. */
    List<BacklogLine> lines(List<Take> takes, long bytes) {
        Map<UUID, Integer> perRun = new LinkedHashMap<>();
        takes.forEach(take -> perRun.merge(take.runId(), take.lines(), Integer::sum));
        return database.sql(
                        "select * from (select "
                                + BacklogLine.COLUMNS
                                + """
                                , t.turn, sum(l.size) over (order by t.turn, l.number) - l.size as before
                                from unnest(:runs::uuid[], :takes::int[]) with ordinality
                                     as t(run_id, lines, turn)
                                join run r on r.id = t.run_id and r.state = 'open'
                                cross join lateral (
                                    select * from run_line
                                    where run_id = t.run_id and state = 'queued'
                                    order by number limit t.lines) l) as chosen
                                where before < :bytes or before = 0
                                order by turn, number
                                """)
                .param("runs", strings(perRun.keySet()))
                .param("takes", perRun.values().toArray(Integer[]::new))
                .param("bytes", bytes)
                .query(BacklogLine::read)
                .list();
    }

    /** Lines whose time is over and whose ending nobody has announced. */
    List<BacklogLine> due(Instant now, int most) {
        return database.sql(
                        "select "
                                + BacklogLine.COLUMNS
                                + """
                                from run_line l join run r on r.id = l.run_id
                                where l.state <> 'finished' and not l.ending_sent
                                  and l.deadline <= :now
                                order by l.deadline limit :most
                                """)
                .param("now", RunRepository.at(now))
                .param("most", most)
                .query(BacklogLine::read)
                .list();
    }

    /** Lines are in the log (or their endings are). One that has ended meanwhile stays ended. */
    void checkpoint(List<BacklogLine> lines, boolean endings) {
        if (lines.isEmpty()) {
            return;
        }
        String[] runs = lines.stream().map(l -> l.runId().toString()).toArray(String[]::new);
        Long[] numbers = lines.stream().map(BacklogLine::number).toArray(Long[]::new);
        transactions.executeWithoutResult(
                _ -> {
                    lock(runs);
                    database.sql(
                                    """
                                    with put as (
                                        select * from unnest(:runs::uuid[], :numbers::bigint[])
                                        as p(run_id, number)),
                                    moved as (
                                        update run_line l
                                        set state = 'released', body = null,
                                            ending_sent = l.ending_sent or :endings
                                        from put, run_line before
                                        where l.run_id = put.run_id and l.number = put.number
                                          and l.state <> 'finished'
                                          and before.run_id = l.run_id
                                          and before.number = l.number
                                        returning l.run_id, before.state as before),
                                    counted as (
                                        select run_id, count(*) as n from moved
                                        where before = 'queued' group by run_id)
                                    update run set queued = queued - counted.n
                                    from counted where run.id = counted.run_id
                                    """)
                            .param("runs", runs)
                            .param("numbers", numbers)
                            .param("endings", endings)
                            .update();
                });
    }

    /** Whoever changes lines first takes their runs, in one order for all: counts stay true. */
    void lock(String[] runs) {
        database.sql(
                        """
                        select id from run where id = any(:runs::uuid[])
                        order by id for no key update
                        """)
                .param("runs", runs)
                .query((row, _) -> RunRepository.uuid(row, "id"))
                .list();
    }

    int pause(Collection<String> keys, String reason) {
        return database.sql(
                        """
                        update run set state = 'paused', reason = :reason
                        where key_id = any(:keys) and state = 'open' and queued > 0
                        """)
                .param("keys", keys.toArray(String[]::new))
                .param("reason", reason)
                .update();
    }

    int resume(Collection<String> keys) {
        return database.sql(
                        """
                        update run set state = 'open', reason = null
                        where key_id = any(:keys) and state = 'paused'
                        """)
                .param("keys", keys.toArray(String[]::new))
                .update();
    }

    /** The keys of paused runs. */
    List<String> pausedKeys() {
        return database.sql("select distinct key_id from run where state = 'paused'")
                .query((row, _) -> RunRepository.text(row, "key_id"))
                .list();
    }

    /** Lines that wait, and since when the oldest does. */
    Depth depth() {
        return database.sql(
                        """
                        select coalesce(sum(queued), 0) as queued, min(created_at) as oldest,
                               (select count(*) from run_line where state = 'released') as released
                        from run where state in ('open', 'paused') and queued > 0
                        """)
                .query(
                        (row, _) ->
                                new Depth(
                                        row.getLong("queued"),
                                        row.getLong("released"),
                                        Optional.ofNullable(
                                                        row.getObject(
                                                                "oldest", OffsetDateTime.class))
                                                .map(OffsetDateTime::toInstant)
                                                .orElse(null)))
                .single();
    }

    /** How full the backlog is. */
    record Depth(long queued, long released, @Nullable Instant oldest) {}

    private static String[] strings(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}
