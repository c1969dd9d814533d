package dev.millrace.router;

import static dev.millrace.router.Samples.chat;
import static dev.millrace.router.Samples.head;
import static dev.millrace.router.Samples.offer;
import static dev.millrace.router.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptEnding;
import dev.millrace.events.AuditRecorded;
import dev.millrace.events.Candidate;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Lane;
import dev.millrace.events.ModelGroupSet;
import dev.millrace.events.Plan;
import dev.millrace.events.Usage;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.testbed.Peer;
import dev.millrace.testbed.Running;
import dev.millrace.web.token.Caller;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Model groups through the API, on a real broker and database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupServiceTest {

    private static final String PATH = "/api/v1/routing/models";
    private static final Caller ADMIN = admin("default");
    private static final Caller ANYONE =
            new Caller("default", "default", "ann", "key-2", Set.of(), List.of());

    private final Peer provider = new Peer(Service.PROVIDER);
    private final Peer telemetry = new Peer(Service.TELEMETRY);
    private final Running router = Running.start(Service.ROUTER, RouterApplication.builder());

    @BeforeAll
    void offerModels() {
        for (String name : List.of("ga", "gb")) {
            provider.publish(
                            Topics.CATALOG,
                            "model/" + name + "/grouped",
                            offer(name, "grouped").build())
                    .join();
        }
        await().until(() -> router.get(PATH, ANYONE).body().contains("\"gb\""));
    }

    @AfterAll
    void stop() {
        router.close();
        provider.close();
        telemetry.close();
    }

    @Test
    void requestsArePlannedByANewGroupWithinASecond() {
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String provider = i % 2 == 0 ? "ga" : "gb";
            long begun = System.nanoTime();
            assertThat(put("quick/group", deployments(provider), Map.of()).statusCode())
                    .isEqualTo(200);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> plans("quick/group", provider));
            took.add(Duration.ofNanos(System.nanoTime() - begun));
        }
        // The fastest, so that a busy machine is not taken for a slow router.
        assertThat(Collections.min(took)).isLessThan(Duration.ofSeconds(1));

        Plan plan = accepted("quick/group");
        assertThat(plan.getModelGroup()).isEqualTo("quick/group");
        assertThat(plan.getCandidates())
                .singleElement()
                .extracting(Candidate::getDeployment)
                .isEqualTo("quick/group:ga/grouped");
    }

    @Test
    void whatIsSetIsAnnouncedAndAuditedOnce() {
        put("told", deployments("ga"), Map.of());
        JsonNode again = json(put("told", deployments("ga"), Map.of()));
        assertThat(again.path("revision").asInt()).isEqualTo(1);
        put("told", deployments("gb"), Map.of());
        assertThat(router.call("DELETE", PATH + "/told", null, ADMIN).statusCode()).isEqualTo(204);

        await().untilAsserted(
                        () -> {
                            List<AuditRecorded> audits = audits("model_group/told");
                            assertThat(audits)
                                    .extracting(AuditRecorded::getAction)
                                    .containsExactly(
                                            "model_group.set",
                                            "model_group.set",
                                            "model_group.delete");
                            assertThat(Content.openText(audits.get(1).getBefore()).orElseThrow())
                                    .contains("\"ga\"");
                            assertThat(Content.openText(audits.get(1).getAfter()).orElseThrow())
                                    .contains("\"gb\"");
                            assertThat(audits.getFirst().getActor()).isEqualTo("key-admin");
                        });
        assertThat(provider.all(Topics.POLICIES, ModelGroupSet.class))
                .filteredOn(set -> set.getName().equals("told"))
                .extracting(ModelGroupSet::getRevision)
                .isSubsetOf(1L, 2L);
        await().until(() -> !router.get(PATH, ANYONE).body().contains("\"told\""));
    }

    @Test
    void whoChangesWhatHasChangedSinceIsTold() {
        HttpResponse<String> first = put("shared/g", deployments("ga"), Map.of());
        String tag = first.headers().firstValue("etag").orElseThrow();
        assertThat(tag).isEqualTo("\"1\"");
        Map<String, String> known = Map.of("If-Match", tag);

        assertThat(put("shared/g", deployments("gb"), Map.of("If-None-Match", "*")).statusCode())
                .isEqualTo(412);
        assertThat(put("shared/g", deployments("gb"), known).statusCode()).isEqualTo(200);
        assertThat(put("shared/g", deployments("ga"), known).body())
                .contains("precondition_failed");
        assertThat(send("DELETE", "/shared/g", null, known).statusCode()).isEqualTo(412);
        assertThat(send("GET", "/shared/g", null, Map.of()).headers().firstValue("etag"))
                .contains("\"2\"");
        assertThat(put("never/there", deployments("ga"), known).statusCode()).isEqualTo(412);
    }

    @Test
    void aGroupThatComesAgainIsNotTakenForTheOneBefore() {
        String old = tag(put("again", deployments("ga"), Map.of()));
        assertThat(send("DELETE", "/again", null, Map.of()).statusCode()).isEqualTo(204);
        assertThat(tag(put("again", deployments("gb"), Map.of()))).isNotEqualTo(old);
        assertThat(put("again", deployments("ga"), Map.of("If-Match", old)).statusCode())
                .isEqualTo(412);
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("etag").orElseThrow();
    }

    @Test
    void aGroupThatAnotherFallsBackToStaysWhateverItsNameLooksLike() {
        put("named/slashed", deployments("ga"), Map.of());
        String naming =
                "{'deployments':[" + one("gb") + "],'fallbacks':{'failure':['named/slashed']}}";
        put("naming", naming, Map.of());
        assertThat(send("DELETE", "/named/slashed", null, Map.of()).statusCode()).isEqualTo(409);
        assertThat(send("DELETE", "/naming", null, Map.of()).statusCode()).isEqualTo(204);
        assertThat(send("DELETE", "/named/slashed", null, Map.of()).statusCode()).isEqualTo(204);
    }

    @Test
    void allGroupsOfATenantAreSetAtOnce() {
        Caller chief = admin("groups-" + UUID.randomUUID().toString().substring(0, 8));
        assertThat(groups(chief).path("data")).isEmpty();
        String tag = tagOfAll(chief);

        JsonNode set =
                json(
                        putAll(
                                chief,
                                "{'data':[{'name':'b','deployments':[{'provider':'ga','model':'grouped'}],"
                                        + "'fallbacks':{'failure':['a']}},"
                                        + "{'name':'a','deployments':[{'provider':'gb','model':'grouped'}]}]}",
                                tag));
        assertThat(ids(set)).containsExactly("a", "b");
        assertThat(putAll(chief, "{'data':[]}", tag).statusCode()).isEqualTo(412);

        // What was read may be sent back, and changes nothing.
        assertThat(json(putAll(chief, groups(chief).toString(), tagOfAll(chief)))).isEqualTo(set);
        JsonNode page = json(router.get(PATH + "?kind=group&limit=1&after=a", chief));
        assertThat(ids(page)).containsExactly("b");
        assertThat(groups(ADMIN).toString()).doesNotContain("\"b\"");
        assertThat(router.get(PATH + "/b", ADMIN).statusCode()).isEqualTo(404);
        assertThat(router.call("DELETE", PATH + "/a", null, chief).statusCode())
                .as("b falls back to it")
                .isEqualTo(409);

        String circle =
                "{'data':[{'name':'a','deployments':[{'provider':'ga','model':'grouped'}],"
                        + "'fallbacks':{'failure':['b']}},"
                        + "{'name':'b','deployments':[{'provider':'ga','model':'grouped'}],"
                        + "'fallbacks':{'failure':['gb/grouped','a']}}]}";
        JsonNode refused = error(putAll(chief, circle, tagOfAll(chief)));
        assertThat(refused.path("param").asString()).isEqualTo("data[0].fallbacks.failure[0]");
        assertThat(refused.path("message").asString()).contains("a > b > a");

        assertThat(ids(json(putAll(chief, "{'data':[]}", tagOfAll(chief))))).isEmpty();
    }

    @Test
    void whatIsWrongIsNamedByItsPath() {
        assertThat(error(put("w", "{'deployments':[{'provider':'p'}]}", Map.of())).path("param"))
                .hasToString("\"deployments[0].model\"");
        assertThat(
                        error(
                                        put(
                                                "w",
                                                "{'deployments':[{'provider':'p','model':'m'}],"
                                                        + "'fallbacks':{'failure':['nobody']}}",
                                                Map.of()))
                                .path("param"))
                .hasToString("\"fallbacks.failure[0]\"");
        assertThat(error(put("w", "{'name':'v','deployments':[]}", Map.of())).path("param"))
                .hasToString("\"name\"");
        assertThat(error(put("w", "{", Map.of())).path("code")).hasToString("\"invalid_json\"");
        assertThat(put("auto", deployments("ga"), Map.of()).statusCode()).isEqualTo(400);
        assertThat(router.get(PATH + "?kind=group&limit=0", ADMIN).statusCode()).isEqualTo(400);
    }

    @Test
    void onlyAdminsSetGroupsAndWhoMayAskForThemSeesThem() {
        put("seen", deployments("ga"), Map.of());
        await().until(() -> router.get(PATH, ANYONE).body().contains("\"seen\""));

        for (String method : List.of("GET", "PUT", "DELETE")) {
            int status =
                    router.call(method, PATH + "/seen", deployments("gb"), ANYONE).statusCode();
            assertThat(status).as(method).isIn(403, 404);
        }
        assertThat(router.call("PUT", PATH, "{\"data\":[]}", ANYONE).statusCode()).isEqualTo(403);
        assertThat(router.get(PATH + "?kind=group", ANYONE).statusCode()).isEqualTo(403);
        Caller limited =
                new Caller("default", "default", "bob", "key-3", Set.of(), List.of("seen"));
        assertThat(ids(json(router.get(PATH, limited)))).containsExactly("seen");
    }

    @Test
    void whatAttemptsTellMovesTheShares() {
        put("busy", "{'deployments':[" + one("ga") + "," + one("gb") + "]}", Map.of());
        await().until(() -> plans("busy", "ga") || plans("busy", "gb"));
        List<CompletableFuture<?>> told = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            told.add(attempt("ga", true));
            told.add(attempt("gb", false));
        }
        told.forEach(CompletableFuture::join);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            Map<String, Integer> first = new TreeMap<>();
                            for (int i = 0; i < 30; i++) {
                                first.merge(
                                        accepted("busy").getCandidates().getFirst().getProvider(),
                                        1,
                                        Integer::sum);
                            }
                            assertThat(first.getOrDefault("gb", 0)).isGreaterThan(22);
                        });
    }

    private CompletableFuture<?> attempt(String name, boolean failed) {
        String id = UUID.randomUUID().toString();
        Instant now = Instant.now();
        return provider.publish(
                Topics.ATTEMPTS,
                id,
                AttemptEnded.newBuilder()
                        .setAttemptId(id)
                        .setRequestId(id)
                        .setOwner(Samples.OWNER)
                        .setLane(Lane.INTERACTIVE)
                        .setProvider(name)
                        .setModel("grouped")
                        .setStartedAt(now.minusMillis(200))
                        .setEndedAt(now)
                        .setEnding(failed ? AttemptEnding.FAILED : AttemptEnding.SUCCEEDED)
                        .setFailureCode(failed ? "upstream_error" : null)
                        .setUsage(Usage.newBuilder().build())
                        .build());
    }

    private boolean plans(String model, String provider) {
        String body = chat("Hi").replace("\"auto\"", '"' + model + '"');
        return JsonMapper.shared()
                .readTree(router.post("/api/v1/routing/explain", body, ANYONE).body())
                .at("/plan/candidates/0/provider")
                .asString("")
                .equals(provider);
    }

    private Plan accepted(String model) {
        String id = UUID.randomUUID().toString();
        router.gateway()
                .publish(
                        Topics.REQUESTS.interactive(),
                        id,
                        request(head(model).setRequestId(id).build(), chat("Hi")))
                .join();
        List<ExecutionReady> found =
                await().pollInterval(Duration.ofMillis(20))
                        .until(
                                () -> provider.of(Topics.EXECUTIONS.interactive(), id),
                                all -> !all.isEmpty());
        return found.getFirst().getPlan();
    }

    private List<AuditRecorded> audits(String subject) {
        return telemetry.all(Topics.AUDITS, AuditRecorded.class).stream()
                .filter(audit -> audit.getSubject().equals(subject))
                .toList();
    }

    private HttpResponse<String> put(String name, String body, Map<String, String> headers) {
        return send("PUT", "/" + name, body, headers);
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable String body, Map<String, String> headers) {
        return router.send(
                method,
                PATH + path,
                headers,
                body == null ? null : body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                ADMIN);
    }

    private HttpResponse<String> putAll(Caller caller, String body, String tag) {
        return router.send(
                "PUT",
                PATH,
                Map.of("If-Match", tag),
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                caller);
    }

    private JsonNode groups(Caller caller) {
        return json(router.get(PATH + "?kind=group&limit=1000", caller));
    }

    private String tagOfAll(Caller caller) {
        return router.get(PATH + "?kind=group", caller).headers().firstValue("etag").orElseThrow();
    }

    private static String deployments(String provider) {
        return "{'deployments':[" + one(provider) + "]}";
    }

    private static String one(String provider) {
        return "{'provider':'" + provider + "','model':'grouped'}";
    }

    private static List<String> ids(JsonNode list) {
        return list.path("data").valueStream().map(one -> one.path("id").asString()).toList();
    }

    private static Caller admin(String tenant) {
        return new Caller(tenant, "default", "chief", "key-admin", Set.of(Caller.ADMIN), List.of());
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private static JsonNode error(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        return JsonMapper.shared().readTree(response.body()).path("error");
    }
}
