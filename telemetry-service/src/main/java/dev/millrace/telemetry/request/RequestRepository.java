package dev.millrace.telemetry.request;

import dev.millrace.telemetry.rollup.Columns;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of requests. Every method is one statement, whatever the size of the batch. */
final class RequestRepository {

    private final JdbcClient jdbc;

    RequestRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Ids of the requests whose ending was not known yet. */
    Set<String> insert(List<RequestFact> facts) {
        Columns<RequestFact> columns = new Columns<>(facts);
        return new HashSet<>(
                jdbc.sql(
                                """
                                insert into request_fact (
                                  request_id, run_id, finished_at, tenant, team, user_id, key_id,
                                  provider, model, asked_model, operation, lane, ending,
                                  failure_code, attempts, latency_millis, first_token_millis)
                                select * from unnest(
                                  cast(:ids as text[]), cast(:runs as text[]),
                                  cast(:times as timestamptz[]), cast(:tenants as text[]),
                                  cast(:teams as text[]), cast(:users as text[]),
                                  cast(:keys as text[]), cast(:providers as text[]),
                                  cast(:models as text[]), cast(:asked as text[]),
                                  cast(:operations as text[]), cast(:lanes as text[]),
                                  cast(:endings as text[]), cast(:codes as text[]),
                                  cast(:attempts as integer[]), cast(:latencies as bigint[]),
                                  cast(:firsts as bigint[]))
                                on conflict do nothing
                                returning request_id
                                """)
                        .param("ids", columns.texts(RequestFact::requestId))
                        .param("runs", columns.texts(RequestFact::runId))
                        .param("times", columns.instants(RequestFact::finishedAt))
                        .param("tenants", columns.texts(fact -> fact.dimensions().tenant()))
                        .param("teams", columns.texts(fact -> fact.dimensions().team()))
                        .param("users", columns.texts(fact -> fact.dimensions().user()))
                        .param("keys", columns.texts(fact -> fact.dimensions().keyId()))
                        .param("providers", columns.texts(fact -> fact.dimensions().provider()))
                        .param("models", columns.texts(fact -> fact.dimensions().model()))
                        .param("asked", columns.texts(RequestFact::askedModel))
                        .param("operations", columns.texts(fact -> fact.dimensions().operation()))
                        .param("lanes", columns.texts(fact -> fact.dimensions().lane()))
                        .param("endings", columns.texts(RequestFact::ending))
                        .param("codes", columns.texts(RequestFact::failureCode))
                        .param("attempts", columns.longs(fact -> (long) fact.attempts()))
                        .param("latencies", columns.longs(RequestFact::latencyMillis))
                        .param("firsts", columns.longs(RequestFact::firstTokenMillis))
                        .query(String.class)
                        .list());
    }

    /** Adds changes, in the order given, to the rows there are; makes those that are missing. */
    void add(List<RequestSums> changes) {
        Columns<RequestSums> columns = new Columns<>(changes);
        jdbc.sql(
                        """
                        insert into request_rollup as r (
                          hour, tenant, team, user_id, key_id, provider, model, operation, lane,
                          requests, completed, failed, cancelled, expired, attempts,
                          latencies, latency_millis, first_tokens, first_token_millis)
                        select * from unnest(
                          cast(:hours as timestamptz[]), cast(:tenants as text[]),
                          cast(:teams as text[]), cast(:users as text[]), cast(:keys as text[]),
                          cast(:providers as text[]), cast(:models as text[]),
                          cast(:operations as text[]), cast(:lanes as text[]),
                          cast(:requests as bigint[]), cast(:completed as bigint[]),
                          cast(:failed as bigint[]), cast(:cancelled as bigint[]),
                          cast(:expired as bigint[]), cast(:attempts as numeric[]),
                          cast(:latencies as bigint[]), cast(:latency as numeric[]),
                          cast(:firsts as bigint[]), cast(:first as numeric[]))
                        on conflict (tenant, hour, team, user_id, key_id, provider, model,
                                     operation, lane) do update set
                          requests = r.requests + excluded.requests,
                          completed = r.completed + excluded.completed,
                          failed = r.failed + excluded.failed,
                          cancelled = r.cancelled + excluded.cancelled,
                          expired = r.expired + excluded.expired,
                          attempts = r.attempts + excluded.attempts,
                          latencies = r.latencies + excluded.latencies,
                          latency_millis = r.latency_millis + excluded.latency_millis,
                          first_tokens = r.first_tokens + excluded.first_tokens,
                          first_token_millis = r.first_token_millis + excluded.first_token_millis
                        """)
                .param("hours", columns.instants(sums -> sums.key.hour()))
                .param("tenants", columns.texts(sums -> sums.key.dimensions().tenant()))
                .param("teams", columns.texts(sums -> sums.key.dimensions().team()))
                .param("users", columns.texts(sums -> sums.key.dimensions().user()))
                .param("keys", columns.texts(sums -> sums.key.dimensions().keyId()))
                .param("providers", columns.texts(sums -> sums.key.dimensions().provider()))
                .param("models", columns.texts(sums -> sums.key.dimensions().model()))
                .param("operations", columns.texts(sums -> sums.key.dimensions().operation()))
                .param("lanes", columns.texts(sums -> sums.key.dimensions().lane()))
                .param("requests", columns.longs(sums -> sums.requests))
                .param("completed", columns.longs(sums -> sums.completed))
                .param("failed", columns.longs(sums -> sums.failed))
                .param("cancelled", columns.longs(sums -> sums.cancelled))
                .param("expired", columns.longs(sums -> sums.expired))
                .param("attempts", columns.numbers(sums -> sums.attempts))
                .param("latencies", columns.longs(sums -> sums.latencies))
                .param("latency", columns.numbers(sums -> sums.latencyMillis))
                .param("firsts", columns.longs(sums -> sums.firstTokens))
                .param("first", columns.numbers(sums -> sums.firstTokenMillis))
                .update();
    }
}
