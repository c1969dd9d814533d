package dev.millrace.postprocess;

import static dev.millrace.postprocess.Outcomes.chunk;
import static dev.millrace.postprocess.Outcomes.completed;
import static dev.millrace.postprocess.Outcomes.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.ChunkRoute;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.KeyStatus;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.postprocess.pipeline.KnownProcessors;
import dev.millrace.web.token.Caller;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as a whole, through the log and HTTP. */
class PostprocessServiceTest {

    private static final String REFEREE = "postprocess-service.pipeline-interactive";
    private static final Topic<SpecificRecord> OUTCOMES = Topics.OUTCOMES.interactive();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static @Nullable RunningService running;

    @BeforeAll
    static void start() {
        running = new RunningService();
    }

    @AfterAll
    static void stop() {
        service().close();
    }

    private static RunningService service() {
        return Objects.requireNonNull(running);
    }

    @Test
    void theFirstEndingWinsAlsoAfterACrashThatForgotWhatWasCommitted() {
        String id = service().requestId();
        Position first = service().publish(OUTCOMES, id, completed(id, "yes").build());
        service().awaitRecords(Topics.REPLIES, RequestFinished.class, id, 1);

        service().publish(OUTCOMES, id, failed(id, "expired").build());
        service().restartFrom(Map.of(first, REFEREE));
        String marker = service().requestIdBeside(first.partition());
        service().publish(OUTCOMES, marker, completed(marker, "later").build());
        service().awaitRecords(Topics.REPLIES, RequestFinished.class, marker, 1);

        List<RequestFinished> results =
                service().records(Topics.RESULTS, RequestFinished.class, id);
        assertThat(results).hasSize(1);
        assertThat(results.getFirst().getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(service().records(Topics.REPLIES, RequestFinished.class, id))
                .allMatch(results.getFirst()::equals);
    }

    @Test
    void aStreamAndItsAnswerHaveOneText() {
        String id = service().requestId();
        stream(id, 0, "<think>It ", false);
        stream(id, 1, "is.</thi", false);
        stream(id, 2, "nk>\\n\\nPar", false);
        stream(id, 3, "is", true);
        service().publish(OUTCOMES, id, streamed(id, "<think>It is.</think>\\n\\nParis", 4));
        RequestFinished finish =
                service().awaitRecords(Topics.REPLIES, RequestFinished.class, id, 1).getFirst();
        List<ReplyChunk> chunks = service().records(Topics.REPLIES, ReplyChunk.class, id);
        assertThat(finish.getChunkCount()).isEqualTo(chunks.size());
        assertThat(text(chunks, "content")).isEqualTo("Paris");
        assertThat(text(chunks, "reasoning_content")).isEqualTo("It is.");
        JsonNode message = answer(finish).path(0).path("message");
        assertThat(message.path("content").stringValue()).isEqualTo("Paris");
        assertThat(message.path("reasoning_content").stringValue()).isEqualTo("It is.");
    }

    @Test
    void anOpenStreamIsReadAgainAfterARestartAndGivesEqualChunks() {
        String id = service().requestId();
        Position first = stream(id, 0, "<think>It ", false);
        stream(id, 1, "is.</thi", false);
        String marker = service().requestIdBeside(first.partition());
        service().publish(OUTCOMES, marker, completed(marker, "between").build());
        service().awaitRecords(Topics.REPLIES, RequestFinished.class, marker, 1);

        service().restart();
        assertThat(service().committed(REFEREE, first)).isLessThanOrEqualTo(first.offset());
        stream(id, 2, "nk>Paris", true);
        service().publish(OUTCOMES, id, streamed(id, "<think>It is.</think>Paris", 3));
        RequestFinished finish =
                service().awaitRecords(Topics.REPLIES, RequestFinished.class, id, 1).getFirst();

        Map<Integer, ReplyChunk> once = new HashMap<>();
        for (ReplyChunk chunk : service().records(Topics.REPLIES, ReplyChunk.class, id)) {
            ReplyChunk before = once.putIfAbsent(chunk.getSequence(), chunk);
            assertThat(before == null || before.equals(chunk)).isTrue();
        }
        assertThat(finish.getChunkCount()).isEqualTo(once.size());
        List<ReplyChunk> inOrder = new TreeMap<>(once).values().stream().toList();
        assertThat(text(inOrder, "content")).isEqualTo("Paris");
        assertThat(text(inOrder, "reasoning_content")).isEqualTo("It is.");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> service().committed(REFEREE, first) > first.offset());
    }

    @Test
    void aJobRunsTheWholeRoad() {
        JsonNode job = submit("{\"model\":\"m\",\"messages\":[]}");
        String id = job.path("id").stringValue();
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        RequestAccepted request =
                service()
                        .awaitRecords(Topics.REQUESTS.bulk(), RequestAccepted.class, id, 1)
                        .getFirst();
        assertThat(Content.openText(request.getBody()))
                .contains("{\"model\":\"m\",\"messages\":[]}");
        assertThat(request.getHead().getAuthority().getKeyId()).isEqualTo(RunningService.KEY);
        await().until(() -> status(id).equals("running"));
        assertThat(status("chatcmpl-" + id)).isEqualTo("running");

        OutcomeReached outcome =
                completed(id, "done").setLane(Lane.BULK).setHead(request.getHead()).build();
        service().publish(Topics.OUTCOMES.bulk(), id, outcome);
        await().atMost(Duration.ofSeconds(20)).until(() -> status(id).equals("completed"));
        assertThat(service().records(Topics.REPLIES, RequestFinished.class, id)).isEmpty();
        assertThat(service().records(Topics.RESULTS, RequestFinished.class, id)).hasSize(1);

        String run = job.path("run_id").stringValue();
        JsonNode shown = json(call("GET", "/api/v1/runs/" + run, null));
        assertThat(shown.path("status").stringValue()).isEqualTo("finished");
        assertThat(shown.path("counts").path("finished").asInt()).isEqualTo(1);
        assertThat(json(call("GET", "/api/v1/runs", null)).path("data").toString()).contains(run);
    }

    @Test
    void aLargeJobLiesInTheContentStore() {
        String large = "x".repeat(1_100_000);
        String id =
                submit("{\"model\":\"m\",\"prompt\":\"" + large + "\"}").path("id").stringValue();
        RequestAccepted request =
                service()
                        .awaitRecords(Topics.REQUESTS.bulk(), RequestAccepted.class, id, 1)
                        .getFirst();
        assertThat(request.getBodyReference()).isPresent();
        assertThat(request.getBody().remaining()).isZero();
    }

    @Test
    void aRevokedKeyHoldsItsJobsBack() {
        service().key(KeyStatus.REVOKED);
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(
                            () -> {
                                JsonNode job = submit("{\"model\":\"m\"}");
                                String run = "/api/v1/runs/" + job.path("run_id").stringValue();
                                return json(call("GET", run, null))
                                        .path("reason")
                                        .asString("")
                                        .equals("key_revoked");
                            });
        } finally {
            service().key(KeyStatus.ACTIVE);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                !json(call("GET", "/api/v1/runs?limit=100", null))
                                        .path("data")
                                        .toString()
                                        .contains("paused"));
    }

    @Test
    void aKeyWithoutTheBulkLaneBringsNoJobs() {
        service().key(KeyStatus.ACTIVE, Lane.INTERACTIVE);
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(
                            () ->
                                    call("POST", "/api/v1/jobs", "{\"request\":{\"model\":\"m\"}}")
                                                    .statusCode()
                                            == 403);
        } finally {
            service().key(KeyStatus.ACTIVE);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                call("POST", "/api/v1/jobs", "{\"request\":{\"model\":\"m\"}}")
                                                .statusCode()
                                        == 202);
    }

    @Test
    void aCancelledRunEndsAndCannotEndTwice() {
        JsonNode job = submit("{\"model\":\"m\"}");
        String run = "/api/v1/runs/" + job.path("run_id").stringValue();
        assertThat(json(call("DELETE", run, null)).path("status").stringValue())
                .isEqualTo("cancelled");
        String id = job.path("id").stringValue();
        await().atMost(Duration.ofSeconds(20)).until(() -> status(id).equals("cancelled"));
        assertThat(call("DELETE", run, null).statusCode()).isEqualTo(409);
        assertThat(json(call("GET", run, null)).path("reason").stringValue())
                .isEqualTo("cancelled");
    }

    @Test
    void aJobPastItsDeadlineExpires() {
        String body =
                "{\"request\":{\"model\":\"m\"},\"deadline\":%d}"
                        .formatted(Instant.now().plusMillis(1500).toEpochMilli());
        String id = json(call("POST", "/api/v1/jobs", body)).path("id").stringValue();
        await().atMost(Duration.ofSeconds(20)).until(() -> status(id).equals("expired"));
    }

    @Test
    void whatIsNotTheCallersDoesNotExist() {
        JsonNode job = submit("{\"model\":\"m\"}");
        Caller otherUser =
                new Caller("acme", "search", "bob", RunningService.KEY, Set.of(), List.of());
        Caller otherTenant =
                new Caller(
                        "other", "search", "ada", RunningService.KEY, Set.of("admin"), List.of());
        Caller admin =
                new Caller("acme", "x", "root", RunningService.KEY, Set.of("admin"), List.of());
        String jobPath = "/api/v1/jobs/" + job.path("id").stringValue();
        String runPath = "/api/v1/runs/" + job.path("run_id").stringValue();
        for (String path : List.of(jobPath, runPath)) {
            assertThat(service().call(otherUser, "GET", path, null).statusCode()).isEqualTo(404);
            assertThat(service().call(otherTenant, "GET", path, null).statusCode()).isEqualTo(404);
            assertThat(service().call(admin, "GET", path, null).statusCode()).isEqualTo(200);
        }
        assertThat(service().call(otherUser, "DELETE", runPath, null).statusCode()).isEqualTo(404);
        assertThat(service().call(otherUser, "GET", "/api/v1/runs", null).body())
                .doesNotContain(job.path("run_id").stringValue());
        assertThat(call("GET", "/api/v1/jobs/none", null).statusCode()).isEqualTo(404);
        assertThat(service().call(null, "GET", jobPath, null).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesAJobItCannotTake() {
        String late = "{\"request\":{\"model\":\"m\"},\"deadline\":1000}";
        HttpResponse<String> refused = call("POST", "/api/v1/jobs", late);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("error").path("param").stringValue()).isEqualTo("deadline");
        assertThat(call("POST", "/api/v1/jobs", "{").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsWhichProcessorsThereAre() {
        JsonNode listed = json(call("GET", "/api/v1/postprocess/processors", null));
        assertThat(listed.path("data").valueStream().map(p -> p.path("name").stringValue()))
                .containsExactlyInAnyOrderElementsOf(KnownProcessors.names())
                .contains("reasoning", "honest-ending");
        assertThat(listed.path("data").path(0).path("changes_text").asBoolean()).isTrue();
    }

    private static Position stream(String id, int sequence, String content, boolean last) {
        return service().publish(OUTCOMES, id, chunk(id, "attempt-1", sequence, content, last));
    }

    private static OutcomeReached streamed(String id, String content, int chunks) {
        return completed(id, content)
                .setHead(Outcomes.head(id).setStream(true).build())
                .setPlan(Outcomes.plan(ChunkRoute.POSTPROCESS))
                .setChunkCount(chunks)
                .build();
    }

    private static JsonNode submit(String request) {
        HttpResponse<String> taken = call("POST", "/api/v1/jobs", "{\"request\":" + request + "}");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        return json(taken);
    }

    private static String status(String id) {
        return json(call("GET", "/api/v1/jobs/" + id, null)).path("status").asString("");
    }

    private static HttpResponse<String> call(String method, String path, @Nullable String body) {
        return service().call(RunningService.ada(), method, path, body);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private static JsonNode answer(RequestFinished finish) {
        Completion completion = finish.getCompletion().orElseThrow();
        return JSON.readTree(Content.openText(completion.getOutput()).orElseThrow());
    }

    private static String text(List<ReplyChunk> chunks, String field) {
        StringBuilder text = new StringBuilder();
        for (ReplyChunk chunk : chunks) {
            JsonNode choices = JSON.readTree(Content.openText(chunk.getChoices()).orElseThrow());
            text.append(choices.path(0).path("delta").path(field).asString(""));
        }
        return text.toString();
    }
}
