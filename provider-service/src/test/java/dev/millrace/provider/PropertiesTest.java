package dev.millrace.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.provider.batching.BatchingProperties;
import dev.millrace.provider.breaker.BreakerProperties;
import dev.millrace.provider.cache.CacheProperties;
import dev.millrace.provider.execution.ExecutionProperties;
import dev.millrace.provider.execution.ExecutionProperties.MetricNames;
import dev.millrace.provider.health.HealthProperties;
import dev.millrace.provider.health.Thresholds;
import dev.millrace.provider.quota.QuotaProperties;
import dev.millrace.provider.registry.RegistryProperties;
import dev.millrace.provider.simulator.SimulatorProperties;
import dev.millrace.provider.upstream.UpstreamProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

class PropertiesTest {

    private static <P> P bind(String name, Class<P> type, Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("millrace.provider." + name, type);
    }

    @Test
    void everythingHasADefault() {
        assertThat(bind("upstream", UpstreamProperties.class, Map.of()))
                .isEqualTo(
                        new UpstreamProperties(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(120),
                                Duration.ofSeconds(60),
                                DataSize.ofMegabytes(15)));
        assertThat(bind("quota", QuotaProperties.class, Map.of()))
                .isEqualTo(new QuotaProperties(1024, 64, Duration.ofSeconds(1)));
        assertThat(bind("registry", RegistryProperties.class, Map.of()))
                .isEqualTo(new RegistryProperties(Duration.ofMinutes(10)));
        assertThat(bind("breaker", BreakerProperties.class, Map.of()))
                .isEqualTo(
                        new BreakerProperties(
                                Duration.ofSeconds(10), 10, 50, Duration.ofSeconds(1)));
        assertThat(bind("cache", CacheProperties.class, Map.of()))
                .isEqualTo(
                        new CacheProperties(
                                false,
                                Duration.ofHours(1),
                                Duration.ofHours(24),
                                DataSize.ofMegabytes(64),
                                DataSize.ofMegabytes(1),
                                Duration.ofMillis(500)));
        assertThat(bind("health", HealthProperties.class, Map.of()))
                .isEqualTo(
                        new HealthProperties(
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(5),
                                10,
                                Duration.ofSeconds(20),
                                new Thresholds(2, 5, 3, 20, 25, 10)));
        assertThat(bind("batching", BatchingProperties.class, Map.of()))
                .isEqualTo(
                        new BatchingProperties(Duration.ofMillis(5), Duration.ofMillis(2), false));
        assertThat(bind("simulator", SimulatorProperties.class, Map.of()))
                .isEqualTo(new SimulatorProperties(Duration.ofMillis(5)));
        assertThat(bind("execution", ExecutionProperties.class, Map.of()))
                .isEqualTo(new ExecutionProperties(MetricNames.OPERATION));
    }

    @Test
    void everythingCanBeSet() {
        assertThat(
                        bind(
                                "upstream",
                                UpstreamProperties.class,
                                Map.of(
                                        "millrace.provider.upstream.connect-timeout", "1s",
                                        "millrace.provider.upstream.first-token-timeout", "2s",
                                        "millrace.provider.upstream.idle-timeout", "3s",
                                        "millrace.provider.upstream.answer-limit", "4MB")))
                .isEqualTo(
                        new UpstreamProperties(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                DataSize.ofMegabytes(4)));
        assertThat(
                        bind(
                                "execution",
                                ExecutionProperties.class,
                                Map.of("millrace.provider.execution.metric-names", "inference")))
                .isEqualTo(new ExecutionProperties(MetricNames.INFERENCE));
    }

    @Test
    void aLaneWithoutSlotsIsRefused() {
        assertThatThrownBy(
                        () ->
                                bind(
                                        "quota",
                                        QuotaProperties.class,
                                        Map.of("millrace.provider.quota.bulk", "0")))
                .isInstanceOf(BindException.class);
    }

    @Test
    void theServicesFileSaysTheDefaults() throws Exception {
        List<PropertySource<?>> documents =
                new YamlPropertySourceLoader()
                        .load("file", new ClassPathResource("provider-service.yml"));
        Map<String, String> values = new java.util.HashMap<>();
        for (PropertySource<?> document : documents) {
            Stream.of(((EnumerablePropertySource<?>) document).getPropertyNames())
                    .forEach(name -> values.put(name, String.valueOf(document.getProperty(name))));
        }
        assertThat(
                        values.keySet().stream()
                                .filter(name -> name.startsWith("millrace.provider."))
                                .map(name -> name.split("\\.", -1)[2])
                                .distinct())
                .containsExactlyInAnyOrder(
                        "upstream",
                        "quota",
                        "cache",
                        "batching",
                        "breaker",
                        "health",
                        "registry",
                        "simulator",
                        "execution",
                        "master-key");
        assertThat(bind("upstream", UpstreamProperties.class, values))
                .isEqualTo(bind("upstream", UpstreamProperties.class, Map.of()));
        assertThat(bind("quota", QuotaProperties.class, values))
                .isEqualTo(bind("quota", QuotaProperties.class, Map.of()));
        assertThat(bind("registry", RegistryProperties.class, values))
                .isEqualTo(bind("registry", RegistryProperties.class, Map.of()));
        assertThat(bind("breaker", BreakerProperties.class, values))
                .isEqualTo(bind("breaker", BreakerProperties.class, Map.of()));
        assertThat(bind("health", HealthProperties.class, values))
                .isEqualTo(bind("health", HealthProperties.class, Map.of()));
        assertThat(bind("cache", CacheProperties.class, values))
                .isEqualTo(bind("cache", CacheProperties.class, Map.of()));
        assertThat(bind("batching", BatchingProperties.class, values))
                .isEqualTo(bind("batching", BatchingProperties.class, Map.of()));
        assertThat(bind("simulator", SimulatorProperties.class, values))
                .isEqualTo(bind("simulator", SimulatorProperties.class, Map.of()));
        assertThat(bind("execution", ExecutionProperties.class, values))
                .isEqualTo(bind("execution", ExecutionProperties.class, Map.of()));
        assertThat(values.keySet().stream().filter(name -> name.startsWith("millrace.provider.")))
                // Those above, and the master key, which is bound by no record.
                .hasSize(34);
    }
}
