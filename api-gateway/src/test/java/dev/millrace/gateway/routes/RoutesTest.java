package dev.millrace.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    @ParameterizedTest
    @CsvSource({
        "/api/v1/routing/x, router-service",
        "/api/v1/llm/prompts, router-service",
        "/api/v1/llm/providers/p/models, provider-service",
        "/api/v1/llm/health, provider-service",
        "/api/v1/llm/cache, provider-service",
        "/api/v1/kb/a%20b, rag-service",
        "/v1/files/f/content, postprocess-service",
        "/label-studio/p/predict, postprocess-service",
        "/api/v1/audit, telemetry-service"
    })
    void everyPublicPathHasItsService(String path, String service) {
        assertThat(Routes.service(path)).contains(service);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/jobs",
                "/api/v1/kbx",
                "/api/v1/kb/../jobs",
                "/api/v1/kb/./x",
                "/api/v1/kb/..",
                "/api/v1/kb//x",
                "/api/v1/kb/%2E%2e/jobs",
                "/api/v1/kb/a%2Fb",
                "/api/v1/kb/a%5Cb",
                "/api/v1/kb/a;b=c/x",
                "/api/v1/kb/%252e",
                "/api/v1/kb/a\\b",
                "/actuator/health"
            })
    void whatIsNotListedOrNotPlainHasNone(String path) {
        assertThat(Routes.service(path)).isEmpty();
    }

    @Test
    void placesThatAreNotSaidAreOnLoopback() {
        assertThat(new ServicesProperties(null).urls())
                .containsEntry("router-service", "http://127.0.0.1:8081")
                .hasSize(5);
    }
}
