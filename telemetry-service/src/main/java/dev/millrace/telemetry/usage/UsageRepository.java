package dev.millrace.telemetry.usage;

import dev.millrace.telemetry.usage.UsageRow.Attempts;
import dev.millrace.telemetry.usage.UsageRow.Requests;
import dev.millrace.telemetry.usage.UsageRow.Tokens;
import dev.millrace.telemetry.usage.UsageTally.AttemptLine;
import dev.millrace.telemetry.usage.UsageTally.Means;
import dev.millrace.telemetry.usage.UsageTally.RequestLine;
import dev.millrace.telemetry.usage.UsageTally.Spent;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the rollups. */
final class UsageRepository {

    /** More lines than any report shows, and few enough to be held in memory. */
    static final int MOST_LINES = 50_000;

    private final JdbcClient jdbc;

    UsageRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** At most {@link #MOST_LINES} and one. */
    List<AttemptLine> attempts(UsageQuestion question) {
        return lines(
                question,
                "usage_rollup",
                "currency, ",
                """
                sum(attempts) as attempts, sum(succeeded) as succeeded, sum(failed) as failed,
                sum(cancelled) as cancelled, sum(lost) as lost, sum(unpriced) as unpriced,
                sum(estimated) as estimated, sum(input_tokens) as input_tokens,
                sum(output_tokens) as output_tokens,
                sum(cached_input_tokens) as cached_input_tokens,
                sum(cache_write_input_tokens) as cache_write_input_tokens,
                sum(reasoning_output_tokens) as reasoning_output_tokens,
                sum(cost_nanos) as cost_nanos, sum(lost_nanos) as lost_nanos
                """,
                UsageRepository::attemptLine);
    }

    /** At most {@link #MOST_LINES} and one. */
    List<RequestLine> requests(UsageQuestion question) {
        return lines(
                question,
                "request_rollup",
                "",
                """
                sum(requests) as requests, sum(completed) as completed, sum(failed) as failed,
                sum(cancelled) as cancelled, sum(expired) as expired,
                sum(latencies) as latencies, sum(latency_millis) as latency_millis,
                sum(first_tokens) as first_tokens, sum(first_token_millis) as first_token_millis
                """,
                UsageRepository::requestLine);
    }

    @FunctionalInterface
    private interface Line<L> {
        L of(ResultSet row, List<String> group) throws SQLException;
    }

    private <L> List<L> lines(
            UsageQuestion question, String table, String further, String sums, Line<L> line) {
        StringBuilder groups = new StringBuilder();
        StringBuilder where = new StringBuilder("hour >= :from and hour < :to");
        question.groups().forEach(group -> groups.append(group.sql()).append(", "));
        question.filters()
                .forEach(
                        (by, _) ->
                                where.append(" and ")
                                        .append(by.sql())
                                        .append(" = :")
                                        .append(by.param()));
        // Grouped by position; the constant stands in when there is nothing to group by.
        String columns = groups + further + "0 as whole";
        int count = question.groups().size() + (further.isEmpty() ? 0 : 1) + 1;
        StringBuilder positions = new StringBuilder("1");
        for (int i = 2; i <= count; i++) {
            positions.append(", ").append(i);
        }
        JdbcClient.StatementSpec statement =
                jdbc.sql(
                                "select %s, %s from %s where %s group by %s limit %d"
                                        .formatted(
                                                columns,
                                                sums,
                                                table,
                                                where,
                                                positions,
                                                MOST_LINES + 1))
                        .param("from", question.from().atOffset(ZoneOffset.UTC))
                        .param("to", question.to().atOffset(ZoneOffset.UTC));
        question.filters().forEach((by, value) -> statement.param(by.param(), value));
        int groupCount = question.groups().size();
        return statement.query((row, _) -> line.of(row, group(row, groupCount))).list();
    }

    private static AttemptLine attemptLine(ResultSet row, List<String> group) throws SQLException {
        return new AttemptLine(
                group,
                Objects.requireNonNull(row.getString("currency")),
                new Attempts(
                        row.getLong("attempts"),
                        row.getLong("succeeded"),
                        row.getLong("failed"),
                        row.getLong("cancelled"),
                        row.getLong("lost"),
                        row.getLong("unpriced"),
                        row.getLong("estimated")),
                new Tokens(
                        number(row, "input_tokens"),
                        number(row, "output_tokens"),
                        number(row, "cached_input_tokens"),
                        number(row, "cache_write_input_tokens"),
                        number(row, "reasoning_output_tokens")),
                new Spent(number(row, "cost_nanos"), number(row, "lost_nanos")));
    }

    private static RequestLine requestLine(ResultSet row, List<String> group) throws SQLException {
        return new RequestLine(
                group,
                new Requests(
                        row.getLong("requests"),
                        row.getLong("completed"),
                        row.getLong("failed"),
                        row.getLong("cancelled"),
                        row.getLong("expired"),
                        null,
                        null),
                new Means(
                        row.getLong("latencies"),
                        number(row, "latency_millis"),
                        row.getLong("first_tokens"),
                        number(row, "first_token_millis")));
    }

    private static List<String> group(ResultSet row, int count) throws SQLException {
        List<String> values = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            values.add(Objects.requireNonNull(row.getString(i)));
        }
        return values;
    }

    private static BigDecimal number(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getBigDecimal(column));
    }
}
