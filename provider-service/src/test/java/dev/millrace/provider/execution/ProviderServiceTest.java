package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptEnding;
import dev.millrace.events.CancelRequested;
import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.ProviderHealth;
import dev.millrace.events.ProviderHealthChanged;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.provider.ProviderApplication;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.Seen;
import dev.millrace.testbed.Peer;
import dev.millrace.testbed.Running;
import dev.millrace.web.request.Uuid7;
import dev.millrace.web.token.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The whole service on a real broker and database, with a scripted provider behind it. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderServiceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MODELS =
            "{\"data\":[{\"id\":\"gpt-4o-mini\"},{\"id\":\"whisper-1\"}]}";

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final Uuid7 ids = new Uuid7(Clock.systemUTC());
    private final Peer postprocess = new Peer(Service.POSTPROCESS);
    private final Running service;

    ProviderServiceTest() throws Exception {
        TestCluster.shared().clearDatabase();
        upstream.usually(
                (connection, request) -> {
                    Reply reply =
                            request.path().endsWith("/models")
                                    ? Reply.json(MODELS)
                                    : Reply.json(answer("usual"));
                    reply.send(connection, request);
                });
        service =
                Running.start(
                        Service.PROVIDER,
                        ProviderApplication.builder(),
                        "OPENAI_BASE_URL=" + upstream.url(),
                        "OPENAI_API_KEY=sk-test",
                        // What one test lets fail is no reason to leave the model alone in another.
                        "millrace.provider.breaker.calls=1000",
                        "millrace.provider.simulator.word-delay=0ms");
    }

    @BeforeAll
    void awaitOffers() {
        await().atMost(PATIENCE).until(() -> offers().size() >= 4);
    }

    @AfterAll
    void close() {
        service.close();
        postprocess.close();
        upstream.close();
    }

    @AfterEach
    void forget() {
        upstream.forget();
    }

    private List<String> offers() {
        return postprocess.all(Topics.CATALOG, ModelOffered.class).stream()
                .map(offer -> offer.getProvider() + "/" + offer.getModel())
                .distinct()
                .toList();
    }

    private static String answer(String text) {
        return """
        {"model":"gpt-4o-mini-x","choices":[{"index":0,"finish_reason":"stop",
         "message":{"role":"assistant","content":"%s"}}],
         "usage":{"prompt_tokens":1000,"completion_tokens":100}}
        """
                .formatted(text);
    }

    private static String part(String text) {
        return "{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + text
                + "\"}}]}";
    }

    private static final String END =
            "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

    private String newId() {
        return ids.next().toString();
    }

    private Ready ready(String id) {
        return new Ready(id).candidate("openai", "gpt-4o-mini").repliesTo(new ReplyAddress(4, 0L));
    }

    private void publish(ExecutionReady ready) {
        var head = ready.getRequest().getHead();
        postprocess
                .publish(Topics.EXECUTIONS.of(head.getLane()), head.getRequestId(), ready)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private List<OutcomeReached> outcomes(String id) {
        return postprocess.all(Topics.OUTCOMES.interactive(), OutcomeReached.class).stream()
                .filter(outcome -> outcome.getRequestId().equals(id))
                .toList();
    }

    private OutcomeReached run(Ready ready) {
        ExecutionReady made = ready.make();
        String id = made.getRequest().getHead().getRequestId();
        publish(made);
        await().atMost(PATIENCE).until(() -> !outcomes(id).isEmpty());
        return outcomes(id).getFirst();
    }

    private List<OutcomeReached> of(List<String> requests) {
        return postprocess.all(Topics.OUTCOMES.interactive(), OutcomeReached.class).stream()
                .filter(outcome -> requests.contains(outcome.getRequestId()))
                .toList();
    }

    private static String content(OutcomeReached outcome) {
        byte[] output =
                Content.open(outcome.getCompletion().orElseThrow().getOutput()).orElseThrow();
        return Json.text(Json.MAPPER.readTree(output).path(0).path("message"), "content");
    }

    private List<ReplyChunk> chunks(String id) {
        return postprocess.all(Topics.REPLIES).stream()
                .filter(record -> record.position().partition() == 4)
                .filter(record -> record.value() instanceof ReplyChunk)
                .map(record -> (ReplyChunk) record.value())
                .filter(chunk -> chunk.getRequestId().equals(id))
                .toList();
    }

    private static String text(List<ReplyChunk> chunks) {
        StringBuilder text = new StringBuilder();
        for (ReplyChunk chunk : chunks) {
            byte[] choices = Content.open(chunk.getChoices()).orElseThrow();
            text.append(Json.text(Json.MAPPER.readTree(choices).path(0).path("delta"), "content"));
        }
        return text.toString();
    }

    private List<AttemptEnded> ended(String id) {
        return postprocess.all(Topics.ATTEMPTS, AttemptEnded.class).stream()
                .filter(attempt -> attempt.getRequestId().equals(id))
                .toList();
    }

    private List<Seen> calls() {
        return upstream.requests().stream()
                .filter(request -> !request.path().endsWith("/models"))
                .toList();
    }

    @Test
    void aPlainRequestIsAnsweredWithItsCost() {
        upstream.then(Reply.json(answer("hello")));
        String id = newId();
        OutcomeReached outcome = run(ready(id));
        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(content(outcome)).isEqualTo("hello");
        // 1000 × 0.15 $ + 100 × 0.6 $ for a million tokens each
        assertThat(outcome.getCompletion().orElseThrow().getCost().orElseThrow().getNanos())
                .isEqualTo(210_000);
        assertThat(ended(id)).hasSize(1);
        assertThat(calls()).hasSize(1);
    }

    @Test
    void aHitCallsNobodyUntilItIsInvalidated() {
        String body =
                "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                        .formatted(newId());
        run(ready(newId()).body(body).cacheControl("max-age=60"));
        String id = newId();
        OutcomeReached hit = run(ready(id).body(body).cacheControl("max-age=60").streamed());
        assertThat(calls()).hasSize(1);
        assertThat(hit.getCompletion().orElseThrow().getCached()).isTrue();
        assertThat(hit.getCompletion().orElseThrow().getCost().orElseThrow().getNanos()).isZero();
        assertThat(text(chunks(id))).isEqualTo("usual");
        assertThat(ended(id)).isEmpty();

        Caller admin = new Caller("tenant", "team", "user", "key", Set.of(Caller.ADMIN), List.of());
        assertThat(service.get("/api/v1/llm/cache", admin).body())
                .contains("\"entries\":1")
                .contains("\"hits\":1")
                .contains("\"misses\":1");
        var gone = service.call("DELETE", "/api/v1/llm/cache?model=gpt-4o-mini", null, admin);
        assertThat(gone.statusCode()).isEqualTo(200);
        assertThat(gone.body()).contains("\"removed\":1");
        OutcomeReached anew = run(ready(newId()).body(body).cacheControl("max-age=60"));
        assertThat(anew.getCompletion().orElseThrow().getCached()).isFalse();
        assertThat(calls()).hasSize(2);
    }

    @Test
    void aStreamArrivesWhereItsReaderWaits() {
        upstream.then(Reply.events(List.of(part("Hel"), part("lo"), END, "[DONE]")));
        String id = newId();
        OutcomeReached outcome = run(ready(id).streamed());
        assertThat(content(outcome)).isEqualTo("Hello");
        List<ReplyChunk> chunks = chunks(id);
        assertThat(text(chunks)).isEqualTo("Hello");
        assertThat(chunks).hasSize(outcome.getChunkCount());
        for (int i = 0; i < chunks.size(); i++) {
            assertThat(chunks.get(i).getSequence()).isEqualTo(i);
            assertThat(chunks.get(i).getAttemptId())
                    .isEqualTo(outcome.getAttemptId().orElseThrow());
        }
    }

    @Test
    void theNextCandidateAnswersBeforeTheFirstToken() {
        upstream.then(Reply.error(401, "{\"error\":{\"message\":\"no\"}}"));
        OutcomeReached outcome =
                run(ready(newId()).candidate("simulator", "simulator-small").streamed());
        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(content(outcome)).contains("simulator");
        assertThat(outcome.getAttempts()).isEqualTo(2);
    }

    @Test
    void aStreamThatIsCutKeepsWhatCameAndAsksNobodyElse() {
        upstream.then(Reply.cutAfter("data: " + part("half") + "\n\n"));
        String id = newId();
        OutcomeReached outcome =
                run(ready(id).candidate("simulator", "simulator-small").streamed());
        assertThat(outcome.getEnding()).isEqualTo(Ending.FAILED);
        assertThat(outcome.getFailure().orElseThrow().getCode()).isEqualTo("upstream_interrupted");
        assertThat(content(outcome)).isEqualTo("half");
        assertThat(text(chunks(id))).isEqualTo("half");
        assertThat(outcome.getAttempts()).isEqualTo(1);
        assertThat(ended(id).getFirst().getUsage().getEstimated()).isTrue();
    }

    @Test
    void aCancelStopsTheUpstream() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        upstream.then(Reply.openAfter("data: " + part("begun") + "\n\n", gone::countDown));
        String id = newId();
        publish(ready(id).streamed().make());
        await().atMost(PATIENCE).until(() -> !chunks(id).isEmpty());
        var _ =
                service.gateway()
                        .publish(
                                Topics.CONTROLS,
                                id,
                                new CancelRequested(
                                        id, new Owner("tenant", "team", "user"), Instant.now(), ""))
                        .join();
        assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).until(() -> !outcomes(id).isEmpty());
        assertThat(outcomes(id).getFirst().getEnding()).isEqualTo(Ending.CANCELLED);
        assertThat(content(outcomes(id).getFirst())).isEqualTo("begun");
        assertThat(ended(id).getFirst().getEnding()).isEqualTo(AttemptEnding.CANCELLED);
    }

    @Test
    void aRepeatedExecutionIsDropped() {
        String id = newId();
        ExecutionReady ready = ready(id).make();
        publish(ready);
        publish(ready);
        String after = newId();
        // Same partition or not, what follows shows that the repeat has been seen.
        await().atMost(PATIENCE).until(() -> !outcomes(id).isEmpty());
        publish(ready);
        OutcomeReached next = run(ready(after));
        assertThat(next.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(outcomes(id)).hasSize(1);
        assertThat(ended(id)).hasSize(1);
        assertThat(calls()).hasSize(2);
    }

    @Test
    void attemptsEqualUpstreamCallsWhateverGoesWrong() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Reply> faults =
                List.of(
                        Reply.dropped(),
                        Reply.error(500, "{}"),
                        Reply.error(529, ""),
                        Reply.json("oh no"),
                        Reply.json("{\"choices\":[]}"),
                        Reply.json(answer("fine")),
                        Reply.json(answer("fine")));
        int calls = 60;
        for (int i = 0; i < calls; i++) {
            upstream.then(faults.get(random.nextInt(faults.size())));
        }
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            requests.add(newId());
            publish(ready(requests.getLast()).make());
        }
        await().atMost(PATIENCE).until(() -> of(requests).size() >= requests.size());
        List<OutcomeReached> outcomes = of(requests);
        assertThat(outcomes)
                .as("seed %d", seed)
                .extracting(OutcomeReached::getRequestId)
                .containsExactlyInAnyOrderElementsOf(requests);
        int attempts = outcomes.stream().mapToInt(OutcomeReached::getAttempts).sum();
        long reported =
                postprocess.all(Topics.ATTEMPTS, AttemptEnded.class).stream()
                        .filter(attempt -> requests.contains(attempt.getRequestId()))
                        .count();
        assertThat(calls()).as("seed %d", seed).hasSize(attempts);
        assertThat(reported).isEqualTo(attempts);
    }

    @Test
    void theCatalogHoldsWhatIsOfferedAndWhoIsHealthy() {
        assertThat(offers())
                .contains(
                        "openai/gpt-4o-mini",
                        "offline/lexical-384",
                        "simulator/simulator-small",
                        "simulator/simulator-embedding")
                .doesNotContain("openai/whisper-1");
        OutcomeReached first = run(ready(newId()));
        assertThat(first.getEnding()).as("%s", first.getFailure()).isEqualTo(Ending.COMPLETED);
        await().atMost(PATIENCE)
                .until(
                        () ->
                                postprocess
                                        .all(Topics.CATALOG, ProviderHealthChanged.class)
                                        .stream()
                                        .anyMatch(
                                                change ->
                                                        change.getProvider().equals("openai")
                                                                && change.getHealth()
                                                                        == ProviderHealth.HEALTHY));
    }

    @Test
    void theOfflineEmbedderIsReachedOverTheRoadAndCostsNothing() {
        OutcomeReached outcome =
                run(
                        new Ready(newId())
                                .candidate("offline", "lexical-384")
                                .embeddings("{\"input\":[\"the sky\",\"深圳\"]}"));

        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(
                        Content.openText(outcome.getCompletion().orElseThrow().getOutput())
                                .orElseThrow())
                .startsWith("[{\"object\":\"embedding\",\"index\":0,\"embedding\":[");
        assertThat(outcome.getCompletion().orElseThrow().getCost().orElseThrow().getNanos())
                .isZero();
    }

    @Test
    void nobodyReadsTheCatalogWithoutAToken() {
        for (String path : List.of("providers", "models", "health")) {
            assertThat(service.get("/api/v1/llm/" + path, null).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
    }
}
