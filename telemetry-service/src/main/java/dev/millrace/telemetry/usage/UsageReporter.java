package dev.millrace.telemetry.usage;

import dev.millrace.telemetry.usage.UsageTally.AttemptLine;
import dev.millrace.telemetry.usage.UsageTally.RequestLine;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.transaction.support.TransactionOperations;

/** Answers questions about usage; both rollups are read as they stood at one moment. */
final class UsageReporter {

    private static final Comparator<List<String>> BY_VALUES =
            (left, right) -> {
                for (int i = 0; i < left.size(); i++) {
                    int order = left.get(i).compareTo(right.get(i));
                    if (order != 0) {
                        return order;
                    }
                }
                return 0;
            };

    private final TransactionOperations snapshot;
    private final UsageRepository rollups;

    /**
     * Reads through transactions that see one state.
     *
     * @param snapshot repeatable read
     */
    UsageReporter(TransactionOperations snapshot, UsageRepository rollups) {
        this.snapshot = snapshot;
        this.rollups = rollups;
    }

    UsageReport report(UsageQuestion question) {
        List<AttemptLine> attempts = new ArrayList<>();
        List<RequestLine> requests = new ArrayList<>();
        if (!question.isEmpty()) {
            snapshot.executeWithoutResult(
                    _ -> {
                        attempts.addAll(rollups.attempts(question));
                        requests.addAll(rollups.requests(question));
                    });
        }
        if (Math.max(attempts.size(), requests.size()) > UsageRepository.MOST_LINES) {
            throw ApiException.at(
                    "group_by", ErrorCode.INVALID_VALUE, "<= " + UsageRepository.MOST_LINES);
        }
        UsageTally totals = new UsageTally();
        Map<List<String>, UsageTally> groups = new TreeMap<>(BY_VALUES);
        for (AttemptLine line : attempts) {
            groups.computeIfAbsent(line.group(), _ -> new UsageTally()).add(line);
            totals.add(line);
        }
        for (RequestLine line : requests) {
            groups.computeIfAbsent(line.group(), _ -> new UsageTally()).add(line);
            totals.add(line);
        }
        List<UsageRow> rows =
                groups.entrySet().stream()
                        .limit(question.limit())
                        .map(one -> one.getValue().row(question.groups(), one.getKey()))
                        .toList();
        return new UsageReport(
                "usage",
                question.from(),
                question.to(),
                question.groups().stream().map(Grouping::param).toList(),
                rows,
                groups.size() > question.limit(),
                totals.row(List.of(), List.of()));
    }
}
