package dev.millrace.log.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/** What scaling and alerts go by: a partition whose records take long has no lag to speak of. */
final class LedgerGauges implements AutoCloseable {

    private final MeterRegistry registry;
    private final List<Gauge> gauges;

    LedgerGauges(
            MeterRegistry registry,
            Clock clock,
            String group,
            Collection<? extends LedgerPartition<?>> held) {
        this.registry = registry;
        this.gauges =
                List.of(
                        Gauge.builder(
                                        "millrace.ledger.unfinished",
                                        () ->
                                                held.stream()
                                                        .mapToInt(LedgerPartition::unfinished)
                                                        .sum())
                                .description("Records delivered and not finished")
                                .tag("group", group)
                                .register(registry),
                        Gauge.builder(
                                        "millrace.ledger.oldest.unfinished.seconds",
                                        () -> oldestSeconds(clock.millis(), held))
                                .description("Age of the oldest record that is not finished")
                                .tag("group", group)
                                .register(registry));
    }

    private static double oldestSeconds(long now, Collection<? extends LedgerPartition<?>> held) {
        long oldest = held.stream().mapToLong(one -> one.oldest(now)).min().orElse(now);
        return Math.max(0, now - oldest) / 1_000.0;
    }

    @Override
    public void close() {
        gauges.forEach(registry::remove);
    }
}
