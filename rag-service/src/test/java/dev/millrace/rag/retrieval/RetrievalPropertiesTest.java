package dev.millrace.rag.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RetrievalPropertiesTest {

    private static RetrievalProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("millrace.rag.retrieval", Bindable.of(RetrievalProperties.class));
    }

    @Test
    void hasDefaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new RetrievalProperties(1_500, 6, Duration.ofSeconds(10)));
    }

    @Test
    void everySettingIsRead() {
        assertThat(
                        bind(
                                Map.of(
                                        "millrace.rag.retrieval.tokens", "10",
                                        "millrace.rag.retrieval.top-k", "2",
                                        "millrace.rag.retrieval.embed-within", "3s")))
                .isEqualTo(new RetrievalProperties(10, 2, Duration.ofSeconds(3)));
    }

    @Test
    void nothingIsNoBound() {
        assertThatThrownBy(() -> new RetrievalProperties(0, 6, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
