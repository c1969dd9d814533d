package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.standalone.place.RunFile;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A request's whole road, over HTTP, through the real broker and database. */
class OneJvmTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SharedHouse house = SharedHouse.get();

    @Test
    void answersAQuestionThatTravelledThroughSixServices() throws Exception {
        var answer =
                house.post("/v1/chat/completions", SharedHouse.ADMIN_KEY, chat("Hello", false));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var body = JSON.readTree(answer.body());
        assertThat(body.path("id").asString()).startsWith("chatcmpl-");
        assertThat(text(body)).isNotBlank();
        assertThat(body.path("usage").path("total_tokens").asInt()).isPositive();
    }

    @Test
    void streamsAnAnswerToItsEnd() throws Exception {
        var answer = house.post("/v1/chat/completions", SharedHouse.ADMIN_KEY, chat("Hello", true));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("chat.completion.chunk").endsWith("data: [DONE]\n\n");
    }

    @Test
    void finishesAJobThatWasAcceptedInTheBackground() throws Exception {
        var accepted = house.post("/api/v1/llm/query", SharedHouse.ADMIN_KEY, chat("Later", false));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        var id = JSON.readTree(accepted.body()).path("id").asString();

        await().atMost(PATIENCE)
                .until(
                        () ->
                                house.get(
                                                "/api/v1/llm/query/" + id + "/status",
                                                SharedHouse.ADMIN_KEY)
                                        .body(),
                        body -> body.contains("\"completed\""));
        assertThat(house.get("/api/v1/llm/query/" + id + "/result", SharedHouse.ADMIN_KEY).body())
                .contains("choices");
    }

    @Test
    void countsWhatWasUsed() throws Exception {
        var named = chat("Count me", false).replace("auto", "simulator-small");
        house.post("/v1/chat/completions", SharedHouse.ADMIN_KEY, named);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            var usage =
                                    house.get(
                                            "/api/v1/analytics/usage?group_by=provider",
                                            SharedHouse.ADMIN_KEY);
                            assertThat(usage.statusCode()).as(usage.body()).isEqualTo(200);
                            assertThat(usage.body()).contains("simulator");
                        });
    }

    @Test
    void refusesAWrongKey() throws Exception {
        var answer = house.post("/v1/chat/completions", "sk-wrong", chat("Hello", false));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("invalid_api_key");
    }

    @Test
    void tellsToolsWhereEverythingIs() {
        assertThat(RunFile.in(house.folder()).read())
                .containsKeys(
                        "kafka",
                        "postgres",
                        "api-gateway",
                        "router-service",
                        "provider-service",
                        "rag-service",
                        "postprocess-service",
                        "telemetry-service")
                .allSatisfy((name, entry) -> assertThat(entry.process()).as(name).isPresent());
    }

    @Test
    void keepsEveryServiceOnLoopbackAndAnswersForAllOfThem() throws Exception {
        assertThat(house.get("/health", SharedHouse.ADMIN_KEY).statusCode()).isEqualTo(200);
        house.house().urls().values().forEach(url -> assertThat(Health.isUp(url)).as(url).isTrue());
    }

    @Test
    void hidesContentInTheTailUnlessItIsAskedFor() throws Exception {
        var secret = "secret-" + UUID.randomUUID();
        house.post("/v1/chat/completions", SharedHouse.ADMIN_KEY, chat(secret, false));

        var masked = CommandLines.run("tail", "requests", "--data", house.folder().toString());
        var shown =
                CommandLines.run(
                        "tail",
                        "requests",
                        "--content",
                        "--from",
                        "5m",
                        "--data",
                        house.folder().toString());

        assertThat(masked).contains("RequestAccepted").doesNotContain(secret);
        assertThat(shown).contains(secret);
        assertThat(masked.lines()).allMatch(line -> JSON.readTree(line).isObject());
    }

    private static String text(JsonNode body) {
        return body.path("choices").path(0).path("message").path("content").asString();
    }

    private static String chat(String prompt, boolean stream) {
        return """
               {"model": "auto", "stream": %s, "messages": [{"role": "user", "content": "%s"}]}"""
                .formatted(stream, prompt);
    }
}
