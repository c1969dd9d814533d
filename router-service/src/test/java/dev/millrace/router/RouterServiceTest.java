package dev.millrace.router;

import static dev.millrace.router.Samples.chat;
import static dev.millrace.router.Samples.head;
import static dev.millrace.router.Samples.offer;
import static dev.millrace.router.Samples.price;
import static dev.millrace.router.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Lane;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.testbed.Peer;
import dev.millrace.testbed.Running;
import dev.millrace.web.token.Caller;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The router on a real broker and database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouterServiceTest {

    private static final Caller ANYONE =
            new Caller("default", "default", "default", "key-1", Set.of(), List.of());

    private final Peer provider = new Peer(Service.PROVIDER);
    private final Peer rag = new Peer(Service.RAG);
    private final Peer postprocess = new Peer(Service.POSTPROCESS);
    private Running router = Running.start(Service.ROUTER, RouterApplication.builder());

    @BeforeAll
    void offerModels() {
        announce(offer("alpha", "small").setPrice(price("USD", 0, 1)).build());
        announce(offer("alpha", "large").setPrice(price("USD", 5, 30)).build());
        announce(offer("beta", "small").setPrice(price("USD", 0, 1)).build());
        await().until(() -> router.get("/api/v1/routing/models", ANYONE).body().contains("beta"));
    }

    @AfterAll
    void stop() {
        router.close();
        provider.close();
        rag.close();
        postprocess.close();
    }

    @Test
    void requestsOfBothLanesGoToExecutionInTheirOwnLane() {
        String interactive = accept(Lane.INTERACTIVE, "small");
        String bulk = accept(Lane.BULK, "auto");

        ExecutionReady planned = execution(Lane.INTERACTIVE, interactive);
        assertThat(planned.getPlan().getCandidates())
                .extracting(one -> one.getProvider())
                .containsExactly("alpha", "beta");
        assertThat(execution(Lane.BULK, bulk).getPlan().getFeatures()).containsKey("input_tokens");
    }

    @Test
    void aRequestForAKnowledgeBaseGoesToRetrieval() {
        String id = UUID.randomUUID().toString();
        RequestAccepted request =
                RequestAccepted.newBuilder(
                                request(headOf(id, Lane.INTERACTIVE, "small"), chat("?")))
                        .setRetrieval(new RetrievalRequest("handbook", null, null))
                        .build();
        router.gateway().publish(Topics.REQUESTS.interactive(), id, request).join();

        await().untilAsserted(
                        () ->
                                assertThat(rag.of(Topics.RETRIEVALS.interactive(), id))
                                        .singleElement()
                                        .satisfies(
                                                needed ->
                                                        assertThat(needed.getRequest())
                                                                .isEqualTo(request)));
    }

    @Test
    void aRequestNobodyCanServeEndsWithItsCode() {
        String id = accept(Lane.INTERACTIVE, "no-such-model");

        await().untilAsserted(
                        () ->
                                assertThat(postprocess.of(Topics.OUTCOMES.interactive(), id))
                                        .singleElement()
                                        .isInstanceOfSatisfying(
                                                OutcomeReached.class,
                                                outcome ->
                                                        assertThat(
                                                                        outcome.getFailure()
                                                                                .orElseThrow()
                                                                                .getCode())
                                                                .isEqualTo("model_not_found")));
    }

    @Test
    void whatWasAcceptedWhileItWasAwayIsPlannedWhenItReturns() {
        router.close();
        List<String> ids = new ArrayList<>();
        try (Peer gateway = new Peer(Service.API_GATEWAY)) {
            for (int i = 0; i < 500; i++) {
                String id = UUID.randomUUID().toString();
                gateway.publish(
                                Topics.REQUESTS.interactive(),
                                id,
                                request(headOf(id, Lane.INTERACTIVE, "small"), chat("Hello")))
                        .join();
                ids.add(id);
            }
        }
        router = Running.start(Service.ROUTER, RouterApplication.builder());

        Map<String, ExecutionReady> planned = new HashMap<>();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> {
                            provider.all(Topics.EXECUTIONS.interactive())
                                    .forEach(record -> planned.put(record.key(), record.value()));
                            assertThat(planned).containsKeys(ids.toArray(String[]::new));
                        });
        assertThat(ids)
                .as("a router that has just come up knows the catalog before it plans")
                .allSatisfy(
                        id ->
                                assertThat(
                                                Objects.requireNonNull(planned.get(id))
                                                        .getPlan()
                                                        .getCandidates())
                                        .hasSize(2));
    }

    @Test
    void itsApiAnswersWhoTheGatewayVouchesFor() {
        assertThat(router.get("/api/v1/routing/policy", null).statusCode()).isEqualTo(401);
        assertThat(json(router.get("/api/v1/routing/policy", ANYONE)).path("version").asString())
                .isEqualTo("auto-2");

        // Other tests on this broker have offered models and set groups of their own.
        JsonNode models = json(router.get("/api/v1/routing/models?limit=100", ANYONE));
        assertThat(
                        models.path("data")
                                .valueStream()
                                .filter(each -> each.path("id").asString().equals("large"))
                                .map(
                                        each ->
                                                each.path("offers")
                                                        .path(0)
                                                        .path("price")
                                                        .path("output")
                                                        .asString()))
                .containsExactly("30");
        assertThat(
                        json(router.get("/api/v1/routing/models?limit=1", ANYONE))
                                .path("has_more")
                                .asBoolean())
                .isTrue();
        assertThat(router.get("/api/v1/routing/models?limit=0", ANYONE).statusCode())
                .isEqualTo(400);

        Caller limited =
                new Caller("default", "default", "default", "key-2", Set.of(), List.of("beta/*"));
        JsonNode theirs = json(router.get("/api/v1/routing/models", limited)).path("data");
        assertThat(theirs).isNotEmpty();
        assertThat(
                        theirs.valueStream()
                                .flatMap(each -> each.path("offers").valueStream())
                                .map(offer -> offer.path("provider").asString()))
                .containsOnly("beta");
        assertThat(router.get("/actuator/health/readiness", null).body()).contains("UP");
    }

    @Test
    void explainsWithoutExecuting() {
        int before = provider.all(Topics.EXECUTIONS.interactive()).size();

        JsonNode hard =
                json(
                        router.post(
                                "/api/v1/routing/explain",
                                chat("Prove it in Python: 1 + 1"),
                                ANYONE));
        assertThat(hard.path("plan").path("candidates").path(0).path("model").asString())
                .isEqualTo("large");
        assertThat(hard.path("plan").path("reasons").path(0).asString()).contains("hard");
        assertThat(hard.path("features").path("code").asString()).isEqualTo("true");
        assertThat(hard.path("refusal").isNull()).isTrue();

        JsonNode refused =
                json(
                        router.post(
                                "/api/v1/routing/explain",
                                "{\"model\":\"nobody\",\"messages\":[]}",
                                ANYONE));
        assertThat(refused.path("refusal").path("code").asString()).isEqualTo("model_not_found");

        assertThat(router.post("/api/v1/routing/explain", "{", ANYONE).body())
                .contains("invalid_json");
        assertThat(router.post("/api/v1/routing/explain", "{}", ANYONE).body())
                .contains("missing_required_parameter");
        assertThat(router.post("/api/v1/routing/explain", "{\"model\":7}", ANYONE).body())
                .contains("invalid_type");
        assertThat(
                        router.post("/api/v1/routing/explain", chat("x".repeat(1_100_000)), ANYONE)
                                .statusCode())
                .isEqualTo(413);
        assertThat(provider.all(Topics.EXECUTIONS.interactive())).hasSize(before);
    }

    private String accept(Lane lane, String model) {
        String id = UUID.randomUUID().toString();
        Peer writer = lane == Lane.INTERACTIVE ? router.gateway() : postprocess;
        CompletableFuture<?> written =
                writer.publish(
                        Topics.REQUESTS.of(lane), id, request(headOf(id, lane, model), chat("Hi")));
        written.join();
        return id;
    }

    private static RequestHead headOf(String id, Lane lane, String model) {
        return head(model).setRequestId(id).setLane(lane).build();
    }

    private ExecutionReady execution(Lane lane, String id) {
        return await().until(
                        () -> provider.of(Topics.EXECUTIONS.of(lane), id),
                        found -> !found.isEmpty())
                .getFirst();
    }

    private void announce(ModelOffered offer) {
        provider.publish(
                        Topics.CATALOG,
                        "model/" + offer.getProvider() + "/" + offer.getModel(),
                        offer)
                .join();
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }
}
