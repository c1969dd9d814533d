package dev.millrace.postprocess.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

class RunPropertiesTest {

    private static final String PREFIX = "millrace.postprocess.run";

    @Test
    void theFileSaysTheDefaults() throws IOException {
        MutablePropertySources file = new MutablePropertySources();
        new YamlPropertySourceLoader()
                .load("file", new ClassPathResource("postprocess-service.yml"))
                .forEach(file::addLast);
        RunProperties said =
                new Binder(ConfigurationPropertySources.from(file))
                        .bind(PREFIX, RunProperties.class)
                        .get();
        assertThat(said).isEqualTo(bound(Map.of()));
        assertThat(said)
                .isEqualTo(
                        new RunProperties(
                                true,
                                200,
                                8,
                                100,
                                DataSize.ofMegabytes(16),
                                Duration.ofSeconds(1),
                                Duration.ofDays(30)));
    }

    @Test
    void everySettingCanBeChanged() {
        assertThat(
                        bound(
                                Map.of(
                                        PREFIX + ".enabled", "false",
                                        PREFIX + ".window", "1",
                                        PREFIX + ".quantum", "2",
                                        PREFIX + ".batch", "3",
                                        PREFIX + ".batch-bytes", "4MB",
                                        PREFIX + ".look", "5s",
                                        PREFIX + ".keep", "6d")))
                .isEqualTo(
                        new RunProperties(
                                false,
                                1,
                                2,
                                3,
                                DataSize.ofMegabytes(4),
                                Duration.ofSeconds(5),
                                Duration.ofDays(6)));
    }

    @Test
    void aWindowOfNothingIsRefused() {
        assertThatThrownBy(() -> bound(Map.of(PREFIX + ".window", "0")))
                .isInstanceOf(Exception.class);
    }

    private static RunProperties bound(Map<String, String> settings) {
        ConfigurationPropertySource source = new MapConfigurationPropertySource(settings);
        return new Binder(source).bindOrCreate(PREFIX, RunProperties.class);
    }
}
