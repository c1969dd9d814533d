package dev.millrace.telemetry.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Money;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestFinished;
import dev.millrace.telemetry.Database;
import dev.millrace.telemetry.Events;
import dev.millrace.telemetry.attempt.AttemptWriting;
import dev.millrace.telemetry.request.RequestWriting;
import dev.millrace.telemetry.usage.UsageRow.Cost;
import dev.millrace.web.token.Caller;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageReporterTest {

    private static final Instant NOW = Events.START.plusSeconds(14_400);
    private static final Caller BOSS =
            new Caller("acme", "red", "boss", "key-1", Set.of(Caller.ADMIN), List.of());
    private static final Caller ANN =
            new Caller("acme", "red", "ann", "key-1", Set.of(), List.of());

    private final Database database = Database.empty();
    private final UsageReporter reporter =
            new UsageReporter(database.transactions(), new UsageRepository(database.jdbc()));
    private final List<AttemptEnded> ended = new ArrayList<>();
    private final List<AttemptStarted> lost = new ArrayList<>();
    private final List<RequestFinished> finished = new ArrayList<>();

    @BeforeEach
    void writeSomeUsage() {
        Events events = new Events(new Random(42));
        List<SpecificRecord> attempts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            AttemptStarted start = events.started("attempt-" + i);
            attempts.add(start);
            if (i % 10 == 0) {
                lost.add(start);
            } else {
                AttemptEnded end = events.ended(start);
                ended.add(end);
                attempts.add(end);
            }
            finished.add(events.finished("request-" + i));
        }
        AttemptWriting writing = new AttemptWriting(database);
        writing.write(attempts);
        writing.giveUp(NOW.plusSeconds(1_000_000));
        new RequestWriting(database).write(finished);
    }

    @Test
    void totalsAreTheSumOfTheFacts() {
        UsageRow totals = ask(BOSS, Map.of()).totals();

        List<AttemptEnded> ours = ended.stream().filter(end -> acme(end.getOwner())).toList();
        List<AttemptStarted> ourLost = lost.stream().filter(one -> acme(one.getOwner())).toList();
        assertThat(totals.attempts().total()).isEqualTo(ours.size() + ourLost.size());
        assertThat(totals.attempts().lost()).isEqualTo(ourLost.size());
        assertThat(totals.attempts().unpriced())
                .isEqualTo(
                        ours.stream().filter(end -> end.getCost().isEmpty()).count()
                                + ourLost.stream()
                                        .filter(one -> one.getReserved().isEmpty())
                                        .count());
        assertThat(totals.tokens().input())
                .isEqualByComparingTo(
                        BigDecimal.valueOf(
                                ours.stream()
                                        .mapToLong(end -> end.getUsage().getInputTokens())
                                        .sum()));
        assertThat(totals.requests().total())
                .isEqualTo(finished.stream().filter(end -> acme(end.getOwner())).count());
        for (String currency : List.of("CNY", "USD")) {
            assertThat(money(totals, currency).amount())
                    .isEqualTo(
                            decimal(
                                    ours.stream()
                                            .flatMap(end -> end.getCost().stream())
                                            .filter(cost -> cost.getCurrency().equals(currency))));
            assertThat(money(totals, currency).lostAmount())
                    .isEqualTo(
                            decimal(
                                    ourLost.stream()
                                            .flatMap(one -> one.getReserved().stream())
                                            .filter(cost -> cost.getCurrency().equals(currency))));
        }
    }

    @Test
    void groupsAddUpToTheTotalsWhateverTheyAreGroupedBy() {
        UsageRow totals = ask(BOSS, Map.of()).totals();
        for (Grouping by : Grouping.values()) {
            UsageReport report = ask(BOSS, Map.of("group_by", by.param()));

            assertThat(report.totals()).as("%s", by).isEqualTo(totals);
            assertThat(report.data().stream().mapToLong(row -> row.attempts().total()).sum())
                    .as("%s", by)
                    .isEqualTo(totals.attempts().total());
            assertThat(report.data().stream().mapToLong(row -> row.requests().total()).sum())
                    .as("%s", by)
                    .isEqualTo(totals.requests().total());
            assertThat(sum(report, "USD"))
                    .as("%s", by)
                    .isEqualByComparingTo(money(totals, "USD").amount());
            assertThat(report.data())
                    .extracting(UsageRow::group)
                    .as("%s", by)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void daysAreThoseOfTheStartInUtc() {
        UsageReport report = ask(BOSS, Map.of("group_by", "day"));

        Map<String, Long> expected = new HashMap<>();
        ended.stream()
                .filter(end -> acme(end.getOwner()))
                .forEach(
                        end ->
                                expected.merge(
                                        end.getStartedAt().toString().substring(0, 10),
                                        1L,
                                        Long::sum));
        report.data()
                .forEach(
                        row ->
                                assertThat(row.attempts().total() - row.attempts().lost())
                                        .isEqualTo(expected.get(row.group().get("day"))));
        assertThat(report.data()).hasSize(2);
    }

    @Test
    void timesBoundWhatIsCounted() {
        UsageReport first =
                ask(BOSS, Map.of("from", "2026-11-20T22:00:00Z", "to", "2026-11-21T00:00:00Z"));
        UsageReport second =
                ask(BOSS, Map.of("from", "2026-11-21T00:00:00Z", "to", "2026-11-21T03:00:00Z"));

        assertThat(first.totals().attempts().total() + second.totals().attempts().total())
                .isEqualTo(ask(BOSS, Map.of()).totals().attempts().total());
        assertThat(first.totals().attempts().total()).isPositive();
    }

    @Test
    void nobodySeesAnotherTenantsUsageAndUsersSeeTheirOwn() {
        assertThat(ask(BOSS, Map.of("group_by", "tenant")).data())
                .singleElement()
                .satisfies(row -> assertThat(row.group()).containsEntry("tenant", "acme"));
        assertThat(ask(ANN, Map.of("group_by", "user")).data())
                .singleElement()
                .satisfies(row -> assertThat(row.group()).containsEntry("user", "ann"));
        assertThat(ask(ANN, Map.of("user", "bob")).data()).isEmpty();
        assertThat(ask(ANN, Map.of("user", "bob")).totals().attempts().total()).isZero();
    }

    @Test
    void rowsBeyondTheLimitAreCutOffButCounted() {
        UsageReport report = ask(BOSS, Map.of("group_by", "model,lane,operation", "limit", "3"));

        assertThat(report.data()).hasSize(3);
        assertThat(report.hasMore()).isTrue();
        assertThat(report.totals()).isEqualTo(ask(BOSS, Map.of()).totals());
    }

    @Test
    void filtersNarrowByEveryName() {
        assertThat(ask(BOSS, Map.of("model", "small")).totals().attempts().total())
                .isPositive()
                .isLessThan(ask(BOSS, Map.of()).totals().attempts().total());
        assertThat(
                        ask(BOSS, Map.of("provider", "alpha", "lane", "bulk", "key", "key-1"))
                                .totals()
                                .requests()
                                .total())
                .isPositive();
        assertThat(ask(BOSS, Map.of("model", "'; drop table usage_rollup; --")).data()).isEmpty();
    }

    @Test
    void whatIsNotKnownIsNull() {
        assertThat(ask(BOSS, Map.of("group_by", "provider")).data().getFirst().group())
                .containsEntry("provider", null);
    }

    private UsageReport ask(Caller caller, Map<String, String> params) {
        return reporter.report(UsageQuestion.of(params, caller, NOW));
    }

    private static boolean acme(Owner owner) {
        return owner.getTenant().equals("acme");
    }

    private static Cost money(UsageRow row, String currency) {
        return row.cost().stream()
                .filter(cost -> cost.currency().equals(currency))
                .findFirst()
                .orElseThrow();
    }

    private static BigDecimal sum(UsageReport report, String currency) {
        return report.data().stream()
                .flatMap(row -> row.cost().stream())
                .filter(cost -> cost.currency().equals(currency))
                .map(cost -> new BigDecimal(cost.amount()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static String decimal(java.util.stream.Stream<Money> amounts) {
        return amounts.map(money -> BigDecimal.valueOf(money.getNanos(), 9))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .stripTrailingZeros()
                .toPlainString();
    }
}
