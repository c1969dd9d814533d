package dev.millrace.boot.log;

import dev.millrace.log.LogPart;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up when every log part is ready: partitions assigned, read models read to their end. */
final class LogHealth implements HealthIndicator {

    private final Supplier<List<LogPart>> parts;

    LogHealth(Supplier<List<LogPart>> parts) {
        this.parts = parts;
    }

    @Override
    public Health health() {
        List<String> waiting =
                parts.get().stream()
                        .filter(part -> !part.ready())
                        .map(LogPart::name)
                        .sorted()
                        .toList();
        return waiting.isEmpty()
                ? Health.up().build()
                : Health.outOfService().withDetail("waiting", waiting).build();
    }
}
