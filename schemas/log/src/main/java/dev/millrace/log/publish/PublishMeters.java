package dev.millrace.log.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/** Counts acknowledged and failed publications by topic and pace. */
public final class PublishMeters {

    private final MeterRegistry registry;
    private final String pace;
    private final ConcurrentHashMap<String, Counter> published = new ConcurrentHashMap<>();

    public PublishMeters(MeterRegistry registry, Pace pace) {
        this.registry = registry;
        this.pace = pace.name().toLowerCase(Locale.ROOT);
    }

    void published(String topic) {
        published
                .computeIfAbsent(topic, name -> counter("millrace.log.published", name))
                .increment();
    }

    void failed(String topic) {
        counter("millrace.log.publish.failed", topic).increment();
    }

    private Counter counter(String name, String topic) {
        return registry.counter(name, "topic", topic, "pace", pace);
    }
}
