package dev.millrace.postprocess.pipeline;

import dev.millrace.events.Ending;
import dev.millrace.events.Lane;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** What the referee of one lane counts. */
final class PipelineMetrics {

    private final MeterRegistry registry;
    private final Tags lane;
    private final AtomicInteger unfinished = new AtomicInteger();
    private final Map<Ending, Counter> finished = new EnumMap<>(Ending.class);
    private final Counter late;
    private final Counter broken;
    private final Counter foreign;

    PipelineMetrics(MeterRegistry registry, Lane lane) {
        this.registry = registry;
        this.lane = Tags.of("lane", lane.name().toLowerCase(Locale.ROOT));
        for (Ending ending : Ending.values()) {
            String name = ending.name().toLowerCase(Locale.ROOT);
            finished.put(
                    ending, counter("millrace.pipeline.finished", this.lane.and("ending", name)));
        }
        late = counter("millrace.pipeline.endings.late", this.lane);
        broken = counter("millrace.pipeline.streams.broken", this.lane);
        foreign = counter("millrace.pipeline.records.foreign", this.lane);
        Gauge.builder("millrace.pipeline.unfinished", unfinished, AtomicInteger::get)
                .description("finishes on their way to the log")
                .tags(this.lane)
                .register(registry);
    }

    void openStreams(IntSupplier count) {
        Gauge.builder("millrace.pipeline.streams", count::getAsInt)
                .description("streams on their way through the processors")
                .tags(lane)
                .register(registry);
    }

    void begun() {
        unfinished.incrementAndGet();
    }

    void ended() {
        unfinished.decrementAndGet();
    }

    void finished(Ending ending) {
        Counter counter = finished.get(ending);
        if (counter != null) {
            counter.increment();
        }
    }

    /** An ending of a request that had ended before. */
    void late() {
        late.increment();
    }

    /** A stream that could not go on. */
    void broken() {
        broken.increment();
    }

    /** A record that does not belong on the topic. */
    void foreign() {
        foreign.increment();
    }

    private Counter counter(String name, Tags tags) {
        return Counter.builder(name).tags(tags).register(registry);
    }
}
