package dev.millrace.rag.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.rag.vector.VectorProperties.Wanted;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class VectorPropertiesTest {

    @Test
    void everySettingHasADefault() {
        assertThat(bound(Map.of())).isEqualTo(new VectorProperties(Wanted.AUTO, 200, 2_000, null));
    }

    @Test
    void everySettingCanBeChanged() {
        assertThat(
                        bound(
                                Map.of(
                                        "millrace.rag.vector-store", "arrays",
                                        "millrace.rag.vector-ef", "40",
                                        "millrace.rag.vector-exact", "7",
                                        "millrace.rag.no-pgvector", "because")))
                .isEqualTo(new VectorProperties(Wanted.ARRAYS, 40, 7, "because"));
    }

    private static VectorProperties bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("millrace.rag", VectorProperties.class);
    }
}
