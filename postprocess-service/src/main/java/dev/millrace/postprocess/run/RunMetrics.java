package dev.millrace.postprocess.run;

import dev.millrace.postprocess.run.BacklogRepository.Depth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;

/**
 * How full the backlog is. Looked up when a scraper asks, at most once in five seconds; every
 * instance tells the same, so take the largest and not the sum.
 */
final class RunMetrics {

    private static final Duration FRESH = Duration.ofSeconds(5);

    private record Looked(Depth depth, Instant at) {}

    private final BacklogRepository backlog;
    private final Clock clock;
    private volatile Looked looked = new Looked(new Depth(0, 0, null), Instant.EPOCH);

    RunMetrics(BacklogRepository backlog, Releaser releaser, MeterRegistry registry, Clock clock) {
        this.backlog = backlog;
        this.clock = clock;
        gauge(registry, "millrace.run.queued", "lines that wait in the backlog", Depth::queued);
        gauge(registry, "millrace.run.unfinished", "lines in the log", Depth::released);
        gauge(registry, "millrace.run.oldest.seconds", "age of the oldest waiting run", this::age);
        Gauge.builder("millrace.run.leads", releaser, r -> r.leading() ? 1 : 0)
                .description("1 where the backlog is released")
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry, String name, String what, ToDoubleFunction<Depth> value) {
        Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.depth()))
                .description(what)
                .register(registry);
    }

    private Depth depth() {
        Looked last = looked;
        Instant now = clock.instant();
        if (last.at().plus(FRESH).isBefore(now)) {
            last = new Looked(backlog.depth(), now);
            looked = last;
        }
        return last.depth();
    }

    private double age(Depth depth) {
        Instant oldest = depth.oldest();
        return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / 1000.0;
    }
}
