package dev.millrace.telemetry.attempt;

import dev.millrace.telemetry.rollup.Columns;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The hourly sums of attempts. */
final class AttemptRollupRepository {

    private final JdbcClient jdbc;

    AttemptRollupRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds changes, in the order given, to the rows there are; makes those that are missing. */
    void add(List<AttemptSums> changes) {
        Columns<AttemptSums> columns = new Columns<>(changes);
        jdbc.sql(
                        """
                        insert into usage_rollup as r (
                          hour, tenant, team, user_id, key_id, provider, model, operation, lane,
                          currency, attempts, succeeded, failed, cancelled, lost, unpriced,
                          estimated, input_tokens, output_tokens, cached_input_tokens,
                          cache_write_input_tokens, reasoning_output_tokens, cost_nanos, lost_nanos)
                        select * from unnest(
                          cast(:hours as timestamptz[]), cast(:tenants as text[]),
                          cast(:teams as text[]), cast(:users as text[]), cast(:keys as text[]),
                          cast(:providers as text[]), cast(:models as text[]),
                          cast(:operations as text[]), cast(:lanes as text[]),
                          cast(:currencies as text[]), cast(:attempts as bigint[]),
                          cast(:succeeded as bigint[]), cast(:failed as bigint[]),
                          cast(:cancelled as bigint[]), cast(:lost as bigint[]),
                          cast(:unpriced as bigint[]), cast(:estimated as bigint[]),
                          cast(:inputs as numeric[]), cast(:outputs as numeric[]),
                          cast(:cached as numeric[]), cast(:written as numeric[]),
                          cast(:reasoned as numeric[]), cast(:costs as numeric[]),
                          cast(:lostCosts as numeric[]))
                        on conflict (tenant, hour, team, user_id, key_id, provider, model,
                                     operation, lane, currency) do update set
                          attempts = r.attempts + excluded.attempts,
                          succeeded = r.succeeded + excluded.succeeded,
                          failed = r.failed + excluded.failed,
                          cancelled = r.cancelled + excluded.cancelled,
                          lost = r.lost + excluded.lost,
                          unpriced = r.unpriced + excluded.unpriced,
                          estimated = r.estimated + excluded.estimated,
                          input_tokens = r.input_tokens + excluded.input_tokens,
                          output_tokens = r.output_tokens + excluded.output_tokens,
                          cached_input_tokens = r.cached_input_tokens + excluded.cached_input_tokens,
                          cache_write_input_tokens =
                            r.cache_write_input_tokens + excluded.cache_write_input_tokens,
                          reasoning_output_tokens =
                            r.reasoning_output_tokens + excluded.reasoning_output_tokens,
                          cost_nanos = r.cost_nanos + excluded.cost_nanos,
                          lost_nanos = r.lost_nanos + excluded.lost_nanos
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
                .param("currencies", columns.texts(sums -> sums.key.currency()))
                .param("attempts", columns.longs(sums -> sums.attempts))
                .param("succeeded", columns.longs(sums -> sums.succeeded))
                .param("failed", columns.longs(sums -> sums.failed))
                .param("cancelled", columns.longs(sums -> sums.cancelled))
                .param("lost", columns.longs(sums -> sums.lost))
                .param("unpriced", columns.longs(sums -> sums.unpriced))
                .param("estimated", columns.longs(sums -> sums.estimated))
                .param("inputs", columns.numbers(sums -> sums.inputTokens))
                .param("outputs", columns.numbers(sums -> sums.outputTokens))
                .param("cached", columns.numbers(sums -> sums.cachedInputTokens))
                .param("written", columns.numbers(sums -> sums.cacheWriteInputTokens))
                .param("reasoned", columns.numbers(sums -> sums.reasoningOutputTokens))
                .param("costs", columns.numbers(sums -> sums.costNanos))
                .param("lostCosts", columns.numbers(sums -> sums.lostNanos))
                .update();
    }
}
