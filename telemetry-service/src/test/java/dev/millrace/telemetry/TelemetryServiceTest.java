package dev.millrace.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.testbed.Peer;
import dev.millrace.testbed.Running;
import dev.millrace.web.token.Caller;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The telemetry-service on a real broker and database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TelemetryServiceTest {

    private static final String TIMES = "from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:00Z";
    private static final Caller BOSS =
            new Caller("acme", "red", "boss", "key-1", Set.of(Caller.ADMIN), List.of());

    private final Peer provider = new Peer(Service.PROVIDER);
    private final Peer postprocess = new Peer(Service.POSTPROCESS);
    private final List<AttemptEnded> ended = new ArrayList<>();
    private final List<AttemptStarted> open = new ArrayList<>();
    private final List<RequestFinished> finished = new ArrayList<>();
    private Running telemetry = start();

    @BeforeAll
    void writeTheLog() {
        Database.empty();
        Events events = new Events(new Random(11));
        List<SpecificRecord> attempts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            AttemptStarted start = events.started("logged-attempt-" + i);
            attempts.add(start);
            if (i % 20 == 0) {
                open.add(start);
            } else {
                AttemptEnded end = events.ended(start);
                ended.add(end);
                attempts.add(end);
            }
            finished.add(events.finished("logged-request-" + i));
        }
        events.delivered(attempts).forEach(batch -> batch.forEach(this::publishAttempt));
        events.delivered(finished)
                .forEach(
                        batch ->
                                batch.forEach(
                                        end ->
                                                postprocess
                                                        .publish(
                                                                Topics.RESULTS,
                                                                end.getRequestId(),
                                                                end)
                                                        .join()));
    }

    @AfterAll
    void stop() {
        telemetry.close();
        provider.close();
        postprocess.close();
    }

    @Test
    void countsWhatTheLogSaysOnceAlsoWhenItIsReadAgain() {
        awaitEverything();

        telemetry.close();
        telemetry = start();
        // Redelivery: the same records once more, as after a crash before the commit.
        ended.forEach(this::publishAttempt);
        finished.forEach(
                end -> postprocess.publish(Topics.RESULTS, end.getRequestId(), end).join());
        Events events = new Events(new Random(12));
        AttemptEnded last = events.ended(events.started("the-last-attempt"));
        ended.add(last);
        publishAttempt(last);

        awaitEverything();
    }

    @Test
    void itsApiAnswersWhoTheGatewayVouchesFor() {
        assertThat(telemetry.get("/api/v1/analytics/usage", null).statusCode()).isEqualTo(401);
        HttpResponse<String> refused =
                telemetry.get("/api/v1/analytics/usage?group_by=colour", BOSS);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"param\":\"group_by\"", "invalid_value");

        JsonNode report = usage("&group_by=model,day");
        assertThat(report.path("object").asString()).isEqualTo("usage");
        assertThat(report.path("from").asString()).isEqualTo("2026-11-20T00:00:00Z");
        assertThat(report.path("group_by")).hasSize(2);
        await().untilAsserted(
                        () ->
                                assertThat(
                                                telemetry
                                                        .get("/actuator/health/readiness", null)
                                                        .statusCode())
                                        .isEqualTo(200));
    }

    private void awaitEverything() {
        long attempts =
                ended.stream().filter(end -> acme(end.getOwner().getTenant())).count()
                        + open.stream().filter(one -> acme(one.getOwner().getTenant())).count();
        long tokens =
                ended.stream()
                        .filter(end -> acme(end.getOwner().getTenant()))
                        .mapToLong(end -> end.getUsage().getInputTokens())
                        .sum();
        long requests = finished.stream().filter(end -> acme(end.getOwner().getTenant())).count();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(
                        () -> {
                            JsonNode totals = usage("").path("totals");
                            assertThat(totals.path("attempts").path("total").asLong())
                                    .isEqualTo(attempts);
                            assertThat(totals.path("attempts").path("lost").asLong())
                                    .isEqualTo(
                                            open.stream()
                                                    .filter(one -> acme(one.getOwner().getTenant()))
                                                    .count());
                            assertThat(totals.path("tokens").path("input").asLong())
                                    .isEqualTo(tokens);
                            assertThat(totals.path("requests").path("total").asLong())
                                    .isEqualTo(requests);
                        });
    }

    private JsonNode usage(String further) {
        HttpResponse<String> response =
                telemetry.get("/api/v1/analytics/usage?" + TIMES + further, BOSS);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private void publishAttempt(SpecificRecord record) {
        String key =
                switch (record) {
                    case AttemptStarted start -> start.getAttemptId();
                    case AttemptEnded end -> end.getAttemptId();
                    default -> throw new IllegalArgumentException(record.getSchema().getName());
                };
        provider.publish(Topics.ATTEMPTS, key, record).join();
    }

    /** Attempts began hours ago: with this patience all without an end are lost at once. */
    private static Running start() {
        return Running.start(
                Service.TELEMETRY,
                TelemetryApplication.builder(),
                "millrace.telemetry.attempts.lost-after=1s",
                "millrace.telemetry.attempts.sweep=200ms");
    }

    private static boolean acme(String tenant) {
        return tenant.equals("acme");
    }
}
