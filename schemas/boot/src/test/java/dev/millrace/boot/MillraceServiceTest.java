package dev.millrace.boot;

import static dev.millrace.boot.RunningService.ADMIN;
import static dev.millrace.boot.RunningService.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.AuditRecorded;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.LogReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class MillraceServiceTest {

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = new RunningService();
        service.callable();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aCallNeedsATokenOfAGateway() {
        HttpResponse<String> refused = service.get("/who", null);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(error(refused).get("code").asString()).isEqualTo("invalid_token");
        HttpResponse<String> answered = service.get("/who", USER);
        assertThat(answered.body()).isEqualTo("{\"user\":\"ann\",\"virtual\":true}");
        assertThat(answered.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void metricsAreForAdmins() {
        assertThat(service.get("/actuator/prometheus", null).statusCode()).isEqualTo(401);
        assertThat(service.get("/actuator/prometheus", USER).statusCode()).isEqualTo(403);
        HttpResponse<String> metrics = service.get("/actuator/prometheus", ADMIN);
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("jvm_memory_used_bytes");
        assertThat(service.get("/actuator/env", ADMIN).statusCode()).isEqualTo(404);
    }

    @Test
    void everyErrorHasTheOneShape() {
        expect(service.get("/nowhere", USER), 404, "not_found");
        expect(service.get("/index.html", USER), 404, "not_found");
        expect(service.get("/error", USER), 404, "not_found");
        expect(service.get("/body", USER), 405, "method_not_allowed");
        expect(post("/body", "{\"a\":"), 400, "invalid_json");
        expect(post("/body", "[]"), 400, "invalid_type");
        expect(post("/body", "{\"a\":\"" + "x".repeat(2000) + "\"}"), 413, "request_too_large");
        expect(
                service.send(
                        "POST",
                        "/body",
                        USER,
                        BodyPublishers.ofInputStream(
                                () ->
                                        new java.io.ByteArrayInputStream(
                                                ("{\"a\":\"" + "x".repeat(2000) + "\"}")
                                                        .getBytes(StandardCharsets.UTF_8)))),
                413,
                "request_too_large");
        HttpResponse<String> broken = service.get("/broken", USER);
        expect(broken, 500, "internal_error");
        assertThat(broken.body()).doesNotContain("42");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a|b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "NOT EVEN HTTP\r\n\r\n"
            })
    void whatTomcatRefusesHasTheShapeToo(String request) throws IOException {
        String answer = raw(request);
        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContainIgnoringCase("<html");
        assertThat(answer).containsIgnoringCase("x-request-id: ");
        assertThat(answer).contains("\"code\":\"bad_request\"");
    }

    @Test
    void anAnnouncementIsPublishedAfterItsCommitAndNotAfterARollback() {
        String committed = UUID.randomUUID().toString();
        String rolledBack = UUID.randomUUID().toString();
        service.send(
                "POST", "/announce/" + rolledBack + "?commit=false", USER, BodyPublishers.noBody());
        service.send(
                "POST", "/announce/" + committed + "?commit=true", USER, BodyPublishers.noBody());
        await().until(() -> announced().contains(committed));
        assertThat(announced()).doesNotContain(rolledBack);
    }

    @Test
    void anAnnouncementOfAnInstanceThatDiedIsPublishedByTheNext() {
        String left = UUID.randomUUID().toString();
        try (KafkaLog log = RunningService.log(Service.RAG)) {
            service.bean(JdbcClient.class)
                    .sql("insert into outbox (topic, key, value) values (?, ?, ?)")
                    .param(Topics.AUDITS.name())
                    .param(left)
                    .param(log.encode(Things.audit(left)))
                    .update();
        }
        await().until(() -> announced().contains(left));
    }

    @Test
    void aServicesFileOverridesTheCommonOne() {
        assertThat(service.property("server.tomcat.accept-count")).isEqualTo("7");
        assertThat(service.property("server.tomcat.max-keep-alive-requests")).isEqualTo("-1");
        assertThat(service.property("spring.flyway.locations"))
                .isEqualTo("classpath:db/rag-service");
        assertThat(service.bean(MillraceProperties.class).maxBody().toBytes()).isEqualTo(1024);
        assertThat(service.bean(com.zaxxer.hikari.HikariDataSource.class))
                .returns("rag", com.zaxxer.hikari.HikariDataSource::getSchema)
                .returns(6, com.zaxxer.hikari.HikariDataSource::getMaximumPoolSize);
    }

    private HttpResponse<String> post(String path, String body) {
        return service.send("POST", path, USER, BodyPublishers.ofString(body));
    }

    private static void expect(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(error(response).get("code").asString()).isEqualTo(code);
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
    }

    private static JsonNode error(HttpResponse<String> response) {
        JsonNode error = new JsonMapper().readTree(response.body()).get("error");
        assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
        return error;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> announced() {
        LogReader reader = service.bean(dev.millrace.log.Log.class).reader();
        List<String> ids = new ArrayList<>();
        reader.ends(Topics.AUDITS)
                .forEach(
                        (partition, end) ->
                                reader.<AuditRecorded>scan(
                                        Topics.AUDITS,
                                        partition,
                                        0,
                                        record -> {
                                            ids.add(record.value().getAuditId());
                                            return false;
                                        }));
        return ids;
    }

    /** Patient: a busy machine is no failure. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }
}
