package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Providers set up over HTTP, through the door, and asked the same way. */
class ProvidersTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PATH = "/api/v1/llm/providers";
    private static final String SECRET = "sk-set-up-by-hand-0123456789";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SharedHouse house = SharedHouse.get();

    private HttpResponse<String> send(
            String method, String path, Map<String, String> headers, String body) throws Exception {
        return house.send(method, PATH + path, SharedHouse.ADMIN_KEY, headers, body);
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private String body(String members) {
        return """
        {"id": "by-hand", "type": "openai-compatible", "deployment_mode": "local",
         "endpoint": "%s/v1", "models": ["scripted-chat"]%s}"""
                .formatted(house.upstream().url(), members);
    }

    private HttpResponse<String> ask() throws Exception {
        return house.post(
                "/v1/chat/completions",
                SharedHouse.ADMIN_KEY,
                """
                {"model": "by-hand/scripted-chat",
                 "messages": [{"role": "user", "content": "Hi"}]}""");
    }

    @AfterEach
    void takeAway() throws Exception {
        send("POST", "/by-hand/deactivate", Map.of(), "");
        send("DELETE", "/by-hand", Map.of(), "");
    }

    @Test
    void aProviderIsSetUpAskedTestedChangedSwitchedOffAndDeleted() throws Exception {
        HttpResponse<String> made =
                send("POST", "", Map.of(), body(", \"credential\": \"" + SECRET + "\""));
        assertThat(json(made, 201).path("credentials").get(0).path("masked").asString())
                .isEqualTo("…6789");
        assertThat(made.body()).doesNotContain(SECRET);
        // The scripted upstream takes one credential and refuses what comes with another.
        await().atMost(PATIENCE).until(() -> ask().statusCode() == 400);
        JsonNode failed =
                json(send("POST", "/by-hand/test?model=scripted-chat", Map.of(), ""), 200);
        assertThat(failed.path("ok").booleanValue()).isFalse();
        assertThat(failed.path("steps").get(1).path("code").asString()).isEqualTo("invalid_value");
        json(
                send(
                        "POST",
                        "/by-hand/credentials",
                        Map.of(),
                        "{\"credential\": \""
                                + dev.millrace.standalone.clients.ScriptedUpstream.CREDENTIAL
                                + "\"}"),
                201);
        await().atMost(PATIENCE).until(() -> ask().statusCode() == 200);
        HttpResponse<String> shown = send("GET", "/by-hand", Map.of(), "");
        String etag = shown.headers().firstValue("etag").orElseThrow();
        assertThat(shown.body()).doesNotContain(SECRET);
        assertThat(
                        json(send("PUT", "/by-hand", Map.of(), body("")), 428)
                                .path("error")
                                .path("code")
                                .asString())
                .isEqualTo("precondition_required");
        json(send("PUT", "/by-hand", Map.of("If-Match", etag), body(", \"name\": \"Lab\"")), 200);
        json(send("PUT", "/by-hand", Map.of("If-Match", etag), body("")), 412);
        assertThat(
                        json(send("DELETE", "/by-hand", Map.of(), ""), 409)
                                .path("error")
                                .path("code")
                                .asString())
                .isEqualTo("provider_active");
        json(send("POST", "/by-hand/deactivate", Map.of(), ""), 200);
        await().atMost(PATIENCE).until(() -> ask().statusCode() == 404);
        assertThat(send("DELETE", "/by-hand", Map.of(), "").statusCode()).isEqualTo(204);
        json(send("GET", "/by-hand", Map.of(), ""), 404);
    }

    @Test
    void whatIsWrongIsToldOfEveryFieldInTheLanguageThatIsAskedFor() throws Exception {
        HttpResponse<String> refused =
                send(
                        "POST",
                        "",
                        Map.of("Accept-Language", "zh-CN"),
                        "{\"type\": \"abacus\", \"endpoint\": \"ftp://x\", \"limits\": 5}");
        JsonNode errors = json(refused, 400).path("errors");
        assertThat(errors.valueStream().map(each -> each.path("param").asString()))
                .contains("type", "endpoint", "limits");
        assertThat(errors.get(0).path("message").asString()).contains("请使用");
    }

    @Test
    void onlyTheHousesAdministratorsSetUpAndSeeAddresses() throws Exception {
        String other = house.newKey("another", "somebody", true).path("key").asString();
        HttpResponse<String> made = house.post(PATH, other, body(""));
        assertThat(json(made, 403).path("error").path("code").asString()).isEqualTo("forbidden");
        JsonNode seen = JSON.readTree(house.get(PATH, other).body()).path("data");
        assertThat(seen.isEmpty()).isFalse();
        seen.forEach(each -> assertThat(each.has("endpoint")).isFalse());
    }
}
