package dev.millrace.boot;

import static dev.millrace.boot.RunningService.USER;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LifecycleTest {

    private final RunningService service;

    LifecycleTest() {
        service = new RunningService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void partsStartInTheirOrderAndHealthTellsWhenAllAreReady() {
        await().until(() -> service.events().contains("view started"));
        HttpResponse<String> starting = service.get("/actuator/health", null);
        assertThat(starting.statusCode()).isEqualTo(503);
        assertThat(starting.body()).contains("\"log\":{\"status\":\"OUT_OF_SERVICE\"}");
        assertThat(service.get("/actuator/health/readiness", null).statusCode()).isEqualTo(503);
        assertThat(service.get("/actuator/health/liveness", null).statusCode()).isEqualTo(200);
        assertThat(service.events()).as("the view is not ready").doesNotContain("work started");

        service.ready();
        await().until(() -> service.events().contains("work started"));
        await().untilAsserted(
                        () ->
                                assertThat(service.get("/actuator/health/readiness", null))
                                        .returns(200, HttpResponse::statusCode));
        assertThat(service.get("/actuator/health", null).body()).contains("\"status\":\"UP\"");
    }

    @Test
    void workStopsFirstAndViewsServeUntilTheLastRequestIsAnswered() throws Exception {
        service.callable();
        await().until(() -> service.events().contains("work started"));
        TestService.Gate gate = service.bean(TestService.Gate.class);
        CompletableFuture<HttpResponse<String>> slow =
                CompletableFuture.supplyAsync(() -> service.get("/slow", USER));
        gate.entered.await();
        List<String> events = service.events();
        CompletableFuture<?> closing = CompletableFuture.runAsync(service::close);
        await().until(() -> events.contains("work closed"));
        assertThat(events).doesNotContain("view closed");
        gate.open.countDown();
        assertThat(slow.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
        closing.get(20, TimeUnit.SECONDS);
        assertThat(events)
                .containsSubsequence(
                        "view started",
                        "work started",
                        "work closed",
                        "slow answered",
                        "view closed");
    }

    /** Patient: a busy machine is no failure. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }
}
