package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.standalone.house.InTheHouse;
import dev.millrace.standalone.house.Route;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a tenant knows is as unknown to every other tenant as what is not there: over every route
 * that takes the id of a knowledge base or of a document. Within the tenant everyone reads it, and
 * its creator and the admins change it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OthersKnowledgeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TEXT = "{\"name\":\"other.md\",\"text\":\"Another text.\"}";
    private static final String NOTHING = "";
    private static final String SECRET = "The heron nests behind the weir.";

    /** A valid body for every route there is; {@code {base}} and {@code {id}} stand for ids. */
    private static final Map<String, String> BODIES =
            Map.ofEntries(
                    Map.entry("GET /api/v1/kb", NOTHING),
                    Map.entry("POST /api/v1/kb", "{\"name\":\"{name}\"}"),
                    Map.entry(
                            "POST /api/v1/kb/search",
                            "{\"knowledge_base\":\"{base}\",\"query\":\"heron\"}"),
                    Map.entry("GET /api/v1/kb/{id}", NOTHING),
                    Map.entry("PATCH /api/v1/kb/{id}", "{\"description\":\"mine\"}"),
                    Map.entry("DELETE /api/v1/kb/{id}", NOTHING),
                    Map.entry("GET /api/v1/kb/{base}/documents", NOTHING),
                    Map.entry("POST /api/v1/kb/{base}/documents", TEXT),
                    Map.entry("GET /api/v1/kb/{base}/documents/{id}", NOTHING),
                    Map.entry("GET /api/v1/kb/{base}/documents/{id}/chunks", NOTHING),
                    Map.entry("GET /api/v1/kb/{base}/documents/{id}/content", NOTHING),
                    Map.entry(
                            "PATCH /api/v1/kb/{base}/documents/{id}",
                            "{\"metadata\":{\"a\":\"b\"}}"),
                    Map.entry("PUT /api/v1/kb/{base}/documents/{id}", TEXT),
                    Map.entry("POST /api/v1/kb/{base}/documents/{id}/reindex", NOTHING),
                    Map.entry("DELETE /api/v1/kb/{base}/documents/{id}", NOTHING));

    /** These name nothing that is there: what they show is looked at by tests of their own. */
    private static final List<String> WITHOUT_ID = List.of("GET /api/v1/kb", "POST /api/v1/kb");

    private final SharedHouse house = SharedHouse.get();
    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final String name = "herons " + suffix;
    private final String ann = key("nest-" + suffix, "ann", false);
    private final String bob = key("nest-" + suffix, "bob", false);
    private final String stranger = key("reed-" + suffix, "ann", true);

    private String base = "";
    private String document = "";
    private String strangersBase = "";
    private String strangersDocument = "";

    @BeforeAll
    void bothKnowTheSame() throws Exception {
        base = made(ann);
        document = added(base, ann);
        strangersBase = made(stranger);
        strangersDocument = added(strangersBase, stranger);
    }

    @Test
    void everyRouteOfKnowledgeIsCrossed() {
        var routes =
                InTheHouse.routes(house.house()).stream()
                        .filter(route -> route.service().equals("rag-service"))
                        .filter(route -> route.pattern().startsWith("/api/v1/kb"))
                        .map(OthersKnowledgeTest::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(routes).isEqualTo(new TreeSet<>(BODIES.keySet()));
    }

    @Test
    void anotherTenantsIdIsAsUnknownAsNone() throws Exception {
        for (var route : withIds()) {
            var foreign = sent(route, base, document, stranger);
            var unknown =
                    sent(
                            route,
                            UUID.randomUUID().toString(),
                            UUID.randomUUID().toString(),
                            stranger);
            assertThat(foreign.statusCode()).as(route).isEqualTo(404);
            assertThat(foreign.body()).as(route).isEqualTo(unknown.body());
            assertThat(unknown.statusCode()).as(route).isEqualTo(404);
            if (route.contains("/documents/")) {
                assertThat(sent(route, strangersBase, document, stranger).body())
                        .as("%s through a knowledge base of one's own", route)
                        .isEqualTo(sent(route, strangersBase, base, stranger).body());
            }
        }
    }

    @Test
    void aColleagueReadsAndDoesNotChange() throws Exception {
        for (var route : withIds()) {
            var reads = route.startsWith("GET ") || route.endsWith("/search");
            assertThat(sent(route, base, document, bob).statusCode())
                    .as(route)
                    .isEqualTo(reads ? 200 : 403);
        }
    }

    @Test
    void listsAndSearchesHoldTheTenantsOwn() throws Exception {
        assertThat(house.get("/api/v1/kb?limit=100", stranger).body())
                .contains(strangersBase)
                .doesNotContain(base);
        for (var named : List.of(name, strangersBase)) {
            var found =
                    json(
                            house.post(
                                    "/api/v1/kb/search",
                                    stranger,
                                    "{\"knowledge_base\":\"%s\",\"query\":\"Where does the heron"
                                                    .formatted(named)
                                            + " nest?\"}"));
            assertThat(found.at("/data").size()).isEqualTo(1);
            assertThat(found.toString()).contains(strangersDocument).doesNotContain(document);
        }
    }

    @Test
    void anAnswerIsGroundedInTheTenantsOwn() throws Exception {
        var own = grounded(name, stranger);
        assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
        assertThat(json(own).at("/millrace/grounding/citations/0/document_id").asString())
                .isEqualTo(strangersDocument);

        var foreign = grounded(base, stranger);
        var unknown = grounded(UUID.randomUUID().toString(), stranger);
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(json(foreign).at("/error/code").asString())
                .isEqualTo("knowledge_base_not_found");
        assertThat(foreign.body()).isEqualTo(unknown.body());
    }

    private HttpResponse<String> grounded(String knowledgeBase, String by) throws Exception {
        return house.post(
                "/v1/chat/completions",
                by,
                """
                {"model": "simulator-small", "messages":
                  [{"role": "user", "content": "Where does the heron nest?"}],
                 "retrieval": {"knowledge_base": "%s"}}"""
                        .formatted(knowledgeBase));
    }

    /** What reads before what ends. */
    private static List<String> withIds() {
        return new TreeMap<>(BODIES)
                .keySet().stream()
                        .filter(route -> !WITHOUT_ID.contains(route))
                        .sorted(Comparator.comparing(route -> route.startsWith("DELETE ")))
                        .toList();
    }

    private HttpResponse<String> sent(String route, String ofBase, String ofDocument, String by)
            throws Exception {
        var method = route.substring(0, route.indexOf(' '));
        var pattern = route.substring(method.length() + 1);
        var id = pattern.contains("/documents/") ? ofDocument : ofBase;
        return house.send(
                method,
                pattern.replace("{base}", ofBase).replace("{id}", id),
                by,
                Map.of(),
                String.valueOf(BODIES.get(route)).replace("{base}", ofBase));
    }

    private String made(String by) throws Exception {
        var made =
                house.post(
                        "/api/v1/kb",
                        by,
                        String.valueOf(BODIES.get("POST /api/v1/kb")).replace("{name}", name));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).path("id").asString();
    }

    private String added(String to, String by) throws Exception {
        var body = JSON.createObjectNode().put("name", "herons.md").put("text", SECRET);
        var added = house.post("/api/v1/kb/" + to + "/documents", by, body.toString());
        assertThat(added.statusCode()).as(added.body()).isEqualTo(202);
        var id = json(added).path("id").asString();
        await().atMost(PATIENCE)
                .until(
                        () -> house.get("/api/v1/kb/" + to + "/documents/" + id, by),
                        answer -> json(answer).path("state").asString().equals("indexed"));
        return id;
    }

    private String key(String tenant, String user, boolean admin) {
        return house.newKey(tenant, user, admin).path("key").asString();
    }

    private static String name(Route route) {
        return route.method() + " " + route.pattern();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }
}
