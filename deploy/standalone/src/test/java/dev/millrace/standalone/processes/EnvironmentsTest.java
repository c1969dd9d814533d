package dev.millrace.standalone.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentsTest {

    private final Environments environments =
            new Environments(
                    Map.of(
                            "PATH", "/bin",
                            "OPENAI_API_KEY", "vendor",
                            "AWS_SECRET_ACCESS_KEY", "foreign",
                            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector",
                            "MILLRACE_ADMIN_KEY", "admin",
                            "MILLRACE_POSTGRES", "postgresql://me:hidden@db/x",
                            "MILLRACE_MASTER_KEY", "master",
                            "MILLRACE_FSYNC", "true"));

    @Test
    void givesVendorKeysToTheProviderAlone() {
        assertThat(environments.of("provider-service", Map.of()))
                .containsKeys("PATH", "OPENAI_API_KEY", "MILLRACE_MASTER_KEY")
                .doesNotContainKeys("MILLRACE_ADMIN_KEY", "MILLRACE_POSTGRES");
        assertThat(environments.of("router-service", Map.of()))
                .doesNotContainKeys("OPENAI_API_KEY", "MILLRACE_MASTER_KEY");
    }

    @Test
    void givesNothingOfOursToTheBroker() {
        assertThat(environments.plain()).containsOnlyKeys("PATH");
    }

    @Test
    void tellsAServiceItsPropertiesWhereNobodyElseSeesThem() {
        assertThat(environments.of("rag-service", Map.of("server.port", "8083")))
                .containsEntry("SPRING_APPLICATION_JSON", "{\"server.port\":\"8083\"}")
                .containsKeys("OTEL_EXPORTER_OTLP_ENDPOINT", "MILLRACE_FSYNC")
                .doesNotContainKey("AWS_SECRET_ACCESS_KEY");
    }
}
