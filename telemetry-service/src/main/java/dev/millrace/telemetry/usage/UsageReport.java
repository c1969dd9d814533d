package dev.millrace.telemetry.usage;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The answer.
 *
 * @param object always {@code usage}
 * @param from the first hour that is in it
 * @param to the hour that is no longer in it
 * @param data one row for each group, sorted by the groups' values
 * @param hasMore rows were cut off at the limit
 * @param totals of all groups, those that were cut off included
 */
@JsonNaming(SnakeCaseStrategy.class)
record UsageReport(
        String object,
        Instant from,
        Instant to,
        List<String> groupBy,
        List<UsageRow> data,
        boolean hasMore,
        UsageRow totals) {}
