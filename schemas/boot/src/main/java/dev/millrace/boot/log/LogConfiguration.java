package dev.millrace.boot.log;

import dev.millrace.boot.MillraceProperties;
import dev.millrace.events.topic.Service;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.LogSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the log for the service that {@code spring.application.name} names. */
@Configuration(proxyBeanMethods = false)
public class LogConfiguration {

    @Bean
    LogSettings logSettings(
            MillraceProperties properties,
            @Value("${spring.application.name}") String serviceId,
            ObjectProvider<OnFatal> onFatal) {
        Integer ordinal = properties.instance().ordinal();
        return new LogSettings(
                properties.kafka(),
                service(serviceId),
                ordinal == null ? OptionalInt.empty() : OptionalInt.of(ordinal),
                properties.partitions(),
                properties.kafkaClient(),
                onFatal.getIfAvailable(EndProcess::new));
    }

    @Bean
    Log log(
            LogSettings settings,
            ObjectProvider<OpenTelemetry> openTelemetry,
            ObjectProvider<MeterRegistry> registry,
            Clock clock) {
        return KafkaLog.open(
                settings,
                openTelemetry.getIfAvailable(OpenTelemetry::noop),
                registry.getIfAvailable(SimpleMeterRegistry::new),
                clock);
    }

    @Bean
    LogParts servingLogParts(ObjectProvider<LogPart> parts) {
        return LogParts.serving(all(parts));
    }

    @Bean
    LogParts workingLogParts(ObjectProvider<LogPart> parts) {
        return LogParts.work(all(parts));
    }

    /** Its name gives the health component's: {@code log}. */
    @Bean
    LogHealth logHealthIndicator(ObjectProvider<LogPart> parts) {
        return new LogHealth(all(parts));
    }

    @Bean
    LogErrors logErrors() {
        return new LogErrors();
    }

    private static Supplier<List<LogPart>> all(ObjectProvider<LogPart> parts) {
        return () -> parts.orderedStream().toList();
    }

    private static Service service(String id) {
        return Arrays.stream(Service.values())
                .filter(service -> service.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "spring.application.name is none of the services: " + id));
    }
}
