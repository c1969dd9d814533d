package dev.millrace.gateway.openai;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadRequestsTest {

    private final House house = House.shared();
    private final Http gateway = house.a();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "{'model':; 400; invalid_json; ",
                "{'model':'m1'}; 400; missing_required_parameter; messages",
                "{'model':'m1','messages':[{'role':'user','content':'x'}],'max_tokens':-1}; 400; invalid_value; max_tokens",
                "{'model':'m1','messages':'x'}; 400; invalid_type; messages",
                "{'model':'nobody-offers-it','messages':[{'role':'user','content':'x'}]}; 404; model_not_found; model",
                "{'model':'e1','messages':[{'role':'user','content':'x'}]}; 404; model_not_found; model",
            })
    void badBodiesAreRefusedByName(
            String body, int status, String code, @org.jspecify.annotations.Nullable String param) {
        Http.Answer answer = gateway.post("/v1/chat/completions", body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().at("/error/param").asString(null)).isEqualTo(param);
        assertThat(answer.json().at("/error/message").asString()).isNotBlank();
        assertThat(answer.json().path("error").has("type")).isTrue();
        assertThat(answer.header("x-request-id")).isNotBlank();
    }

    @Test
    void everyNameOfAModelIsTaken() {
        for (String model : new String[] {"m1", "vendor/m1", "org/m2", "vendor/org/m2", "auto"}) {
            assertThat(
                            gateway.post(
                                            "/v1/chat/completions",
                                            chat("echo x").replace("'m1'", "'" + model + "'"))
                                    .status())
                    .as(model)
                    .isEqualTo(200);
        }
    }

    @Test
    void aKeyIsNeeded() {
        assertThat(code(gateway.as(""), 401)).isEqualTo("missing_api_key");
        assertThat(code(gateway.as("mr-never-made"), 401)).isEqualTo("invalid_api_key");
        assertThat(gateway.as("").get("/health").status()).isNotEqualTo(401);
        assertThat(gateway.as("").get("/actuator/health").status()).isEqualTo(200);
        assertThat(gateway.as("").get("/actuator/prometheus").status()).isEqualTo(401);
        assertThat(gateway.get("/actuator/prometheus").body())
                .contains("gen_ai_server_request_duration");
    }

    @Test
    void askingWithManyUnknownKeysIsLimited() {
        for (int i = 0; i < 30; i++) {
            Http.Answer refused = gateway.as("mr-guess-" + i + System.nanoTime()).get("/v1/models");
            if (refused.status() == 429) {
                assertThat(refused.header("retry-after")).isNotBlank();
                // Those who have a key are not kept waiting.
                assertThat(gateway.get("/v1/models").status()).isEqualTo(200);
                org.awaitility.Awaitility.await()
                        .until(() -> gateway.as("mr-after").get("/v1/models").status() == 401);
                return;
            }
        }
        org.junit.jupiter.api.Assertions.fail("never limited");
    }

    @Test
    void aKeyReachesWhatItMay() {
        String narrow =
                house.key("{'name':'narrow','allowed_models':['org/*'],'lanes':['interactive']}");
        String bulk = house.key("{'name':'bulk','lanes':['bulk']}");

        assertThat(code(gateway.as(narrow), 403)).isEqualTo("model_not_allowed");
        assertThat(code(gateway.as(bulk), 403)).isEqualTo("lane_not_allowed");
        assertThat(
                        gateway.as(narrow)
                                .post("/api/v1/llm/query", "{'model':'org/m2','prompt':'x'}")
                                .code())
                .isEqualTo("lane_not_allowed");
        assertThat(gateway.as(narrow).get("/v1/models").body())
                .contains("org/m2")
                .doesNotContain("\"m1\"");
        assertThat(gateway.as(narrow).get("/actuator/prometheus").status()).isEqualTo(403);
        assertThat(gateway.as(narrow).post("/api/v1/keys", "{'name':'x'}").status()).isEqualTo(403);
    }

    @Test
    void bytesThatAreNotTextAreRefused() {
        byte[] body = chat("echo X").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        body[body.length - 6] = (byte) 0xC3;

        assertThat(gateway.send("POST", "/v1/chat/completions", body).code())
                .isEqualTo("invalid_utf8");
    }

    @Test
    void tooLargeAndOtherKindsOfBodiesAreRefused() {
        byte[] body = new byte[51 << 20];

        Http.Answer large = gateway.send("POST", "/v1/chat/completions", body);
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.code()).isEqualTo("request_too_large");
        assertThat(
                        gateway.post(
                                        "/v1/chat/completions",
                                        chat("echo x"),
                                        "content-type",
                                        "text/plain")
                                .status())
                .isEqualTo(415);
        assertThat(gateway.delete("/v1/models").status()).isEqualTo(405);
        assertThat(gateway.get("/v1/nothing-here").status()).isEqualTo(404);
    }

    @Test
    void aTimeoutOutOfBoundsIsRefused() {
        for (String timeout : new String[] {"0", "-1", "1e9", "NaN", "soon"}) {
            assertThat(
                            gateway.post(
                                            "/v1/chat/completions",
                                            chat("echo x"),
                                            "x-millrace-timeout",
                                            timeout)
                                    .status())
                    .as(timeout)
                    .isEqualTo(400);
        }
    }

    @Test
    void aFullDiskTakesNothingNew() {
        try (var full = house.gateway(Map.of("millrace.gateway.least-free", "999999GB"))) {
            String port = full.getEnvironment().getRequiredProperty("local.server.port");
            Http other = new Http("http://127.0.0.1:" + port, House.ADMIN);
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> {
                                Http.Answer answer =
                                        other.post("/v1/chat/completions", chat("echo x"));
                                assertThat(answer.code()).isEqualTo("storage_full");
                                assertThat(answer.status()).isEqualTo(503);
                                assertThat(answer.header("retry-after")).isNotBlank();
                            });
            assertThat(other.get("/health").body()).contains("\"storage\":\"full\"");
        }
    }

    private static String code(Http gateway, int status) {
        Http.Answer answer = gateway.post("/v1/chat/completions", chat("echo x"));
        assertThat(answer.status()).isEqualTo(status);
        return answer.code();
    }
}
