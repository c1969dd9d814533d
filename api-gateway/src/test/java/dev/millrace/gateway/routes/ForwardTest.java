package dev.millrace.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import dev.millrace.gateway.house.Neighbours;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardTest {

    private final House house = House.shared();
    private final Http gateway = house.a();

    @Test
    void aRequestGoesOnWithATokenAndWithoutWhatClaimsAnIdentity() {
        Http.Answer answer =
                gateway.post(
                        "/api/v1/kb/some?x=a%20b",
                        "{'q':1}",
                        "x-millrace-tenant",
                        "evil",
                        "X-Forwarded-For",
                        "1.2.3.4",
                        "x-custom",
                        "kept");

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.header("x-from-below")).isEqualTo("yes");
        assertThat(answer.json().path("echo").asString()).isEqualTo("{\"q\":1}");
        Neighbours.Seen seen =
                house.neighbours().seen().stream()
                        .filter(s -> s.uri().startsWith("/api/v1/kb/some"))
                        .toList()
                        .getLast();
        assertThat(seen.uri()).isEqualTo("/api/v1/kb/some?x=a%20b");
        assertThat(header(seen, "x-custom")).containsExactly("kept");
        assertThat(header(seen, "x-millrace-tenant")).isEmpty();
        assertThat(header(seen, "x-forwarded-for")).isEmpty();
        assertThat(header(seen, "authorization").getFirst()).doesNotContain(House.ADMIN);
        assertThat(header(seen, "x-request-id")).containsExactly(answer.header("x-request-id"));
        assertThat(seen.claims().toString()).contains("rag-service").contains("/api/v1/kb/some");
    }

    @Test
    void largeAnswersComeWhole() {
        assertThat(gateway.get("/api/v1/analytics/large").body()).hasSize(3_000_000);
    }

    @Test
    void anUploadGoesOnByteForByte() {
        String form =
                "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.md\"\r\n\r\n"
                        + "# Grüße\n".repeat(200_000)
                        + "\r\n--cut--\r\n";
        Http.Answer answer =
                gateway.send(
                        "POST",
                        "/api/v1/kb/some/documents",
                        form.getBytes(StandardCharsets.UTF_8),
                        "content-type",
                        "multipart/form-data; boundary=cut");

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.json().path("echo").asString().equals(form)).isTrue();
    }

    @Test
    void anUploadOfNoSaidLengthIsCutOffAtTheLimit() throws Exception {
        try (var small = house.gateway(Map.of("millrace.max-body", "1MB"))) {
            String port = small.getEnvironment().getRequiredProperty("local.server.port");
            Http other = new Http("http://127.0.0.1:" + port, House.ADMIN);
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(30))
                    .until(() -> other.get("/v1/models").status() == 200);
            var request =
                    other.request(
                                    "POST",
                                    "/api/v1/kb/some/documents",
                                    new byte[0],
                                    "content-type",
                                    "multipart/form-data; boundary=cut")
                            .POST(
                                    HttpRequest.BodyPublishers.ofInputStream(
                                            () -> new ByteArrayInputStream(new byte[1_200_000])))
                            .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).contains("request_too_large");
                assertThat(answer.statusCode()).isEqualTo(413);
            }
        }
    }

    @Test
    void whatIsNotListedIsNotForwarded() {
        int before = house.neighbours().seen().size();
        for (String path :
                List.of(
                        "/api/v1/jobs",
                        "/api/v1/kb/%2e%2e/jobs",
                        "/api/v1/kb/..%2fjobs",
                        "/api/v1/kb/;x/jobs",
                        "/api/v1/kbx")) {
            assertThat(gateway.get(path).status()).as(path).isBetween(400, 404);
        }
        assertThat(house.neighbours().seen()).hasSize(before);
    }

    @Test
    void aServiceThatIsDownIsSaidToBe() {
        try (var alone =
                house.gateway(Map.of("millrace.services.rag-service.url", "http://127.0.0.1:1"))) {
            String port = alone.getEnvironment().getRequiredProperty("local.server.port");
            Http other = new Http("http://127.0.0.1:" + port, House.ADMIN);
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(30))
                    .until(() -> other.get("/v1/models").status() == 200);
            Http.Answer answer = other.get("/api/v1/kb/x");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("service_unavailable");
            Http.Answer health = other.as("").get("/health");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.json().at("/services/rag-service").asString()).isEqualTo("down");
            assertThat(health.json().at("/services/router-service").asString()).isEqualTo("up");
            assertThat(health.json().at("/notes/router-service").asString()).isEqualTo("of brass");
            assertThat(health.json().path("notes").has("rag-service")).isFalse();
        }
        // It shares the partitions again of the one that left.
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(gateway.as("").get("/health").body())
                                        .startsWith("{\"status\":\"up\""));
    }

    private static List<String> header(Neighbours.Seen seen, String name) {
        return seen.headers().entrySet().stream()
                .filter(e -> e.getKey().equalsIgnoreCase(name))
                .flatMap(e -> e.getValue().stream())
                .toList();
    }
}
