package dev.millrace.rag.knowledgebase;

import static dev.millrace.rag.house.House.ANN;
import static dev.millrace.rag.house.House.BOB;
import static dev.millrace.rag.house.House.BOSS;
import static dev.millrace.rag.house.House.EVE;
import static dev.millrace.rag.house.House.code;
import static dev.millrace.rag.house.House.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.rag.house.House;
import dev.millrace.web.token.Caller;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class KnowledgeBaseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final House house = House.shared();

    @Test
    void aNewOneHasTheBuiltInModelAndTheUsualChunks() {
        JsonNode made = create("{'name':'usual','description':'Of mills.'}", ANN);

        assertThat(made.path("embedding_model").asString()).isEqualTo("offline/lexical-384");
        assertThat(made.at("/chunking/tokens").asInt()).isEqualTo(500);
        assertThat(made.at("/chunking/overlap").asInt()).isEqualTo(50);
        assertThat(made.at("/index/state").asString()).isEqualTo("active");
        assertThat(made.path("building").isMissingNode()).isTrue();
        assertThat(house.get(path(made), ANN)).isEqualTo(made);
    }

    @Test
    void aModelCanBeNamedWithAndWithoutItsProvider() {
        assertThat(
                        create("{'name':'m1','embedding_model':'words-48'}", ANN)
                                .path("embedding_model"))
                .hasToString("\"testbed/words-48\"");
        assertThat(create("{'name':'m2','embedding_model':'testbed/words-48'}", ANN)).isNotNull();
        assertThat(create("{'name':'m3','embedding_model':'lexical-384'}", ANN)).isNotNull();
    }

    @Test
    void whatMakesNoSenseIsRefusedWithTheFieldThatDoesNot() {
        String[][] wrong = {
            {"{", "invalid_json", ""},
            {"", "invalid_json", ""},
            {"[]", "invalid_type", ""},
            {"{}", "missing_required_parameter", "name"},
            {"{'name':7}", "invalid_type", "name"},
            {"{'name':' '}", "invalid_value", "name"},
            {"{'name':' x'}", "invalid_value", "name"},
            {"{'name':'a\\u0000b'}", "invalid_value", "name"},
            {"{'name':'" + "x".repeat(201) + "'}", "invalid_value", "name"},
            {
                "{'name':'x','description':'" + "x".repeat(2001) + "'}",
                "invalid_value",
                "description"
            },
            {"{'name':'x','colour':'red'}", "unsupported_parameter", "colour"},
            {"{'name':'x','chunking':5}", "invalid_type", "chunking"},
            {"{'name':'x','chunking':{'size':5}}", "unsupported_parameter", "chunking.size"},
            {"{'name':'x','chunking':{'tokens':49}}", "invalid_value", "chunking.tokens"},
            {"{'name':'x','chunking':{'tokens':2001}}", "invalid_value", "chunking.tokens"},
            {"{'name':'x','chunking':{'tokens':'9'}}", "invalid_type", "chunking.tokens"},
            {"{'name':'x','chunking':{'overlap':250}}", "invalid_value", "chunking.overlap"},
            {"{'name':'x','chunking':{'overlap':-1}}", "invalid_value", "chunking.overlap"},
            {"{'name':'x','embedding_model':'nobody'}", "model_not_found", "embedding_model"},
            {"{'name':'x','embedding_model':'chatty'}", "model_not_found", "embedding_model"},
            {"{'name':'x','embedding_model':'theirs'}", "model_not_found", "embedding_model"},
        };
        for (String[] one : wrong) {
            HttpResponse<String> answer = post(one[0], ANN);
            assertThat(code(answer)).as(one[0]).isEqualTo(one[1]);
            if (!one[2].isEmpty()) {
                assertThat(answer.body()).contains("\"param\":\"" + one[2] + "\"");
            }
        }
    }

    @Test
    void theKeyMustBeAllowedToUseTheModel() {
        Caller bound = new Caller("acme", "team", "ann", "key-ann", Set.of(), List.of("testbed/*"));

        assertThat(code(post("{'name':'bound'}", bound))).isEqualTo("model_not_allowed");
        JsonNode made = create("{'name':'bound','embedding_model':'words-32'}", bound);
        assertThat(
                        code(
                                house.rag()
                                        .call(
                                                "PATCH",
                                                path(made),
                                                "{\"embedding_model\":\"lexical-384\"}",
                                                bound)))
                .isEqualTo("model_not_allowed");
    }

    @Test
    void aNameIsTakenOnceInATenant() {
        create("{'name':'taken'}", ANN);
        assertThat(code(post("{'name':'taken'}", BOB))).isEqualTo("name_taken");
        create("{'name':'taken'}", EVE);
        JsonNode other = create("{'name':'free'}", BOB);
        assertThat(code(house.rag().call("PATCH", path(other), "{\"name\":\"taken\"}", BOB)))
                .isEqualTo("name_taken");
        expect(200, house.rag().call("PATCH", path(other), "{\"name\":\"free\"}", BOB));
    }

    @Test
    void theTenantReadsItAndItsMakerAndTheAdminsChangeIt() {
        JsonNode made = create("{'name':'ours'}", ANN);
        String path = path(made);

        house.get(path, BOB);
        assertThat(code(house.rag().call("PATCH", path, "{\"name\":\"x1\"}", BOB)))
                .isEqualTo("forbidden");
        assertThat(code(house.rag().call("DELETE", path, null, BOB))).isEqualTo("forbidden");
        for (String method : List.of("GET", "PATCH", "DELETE")) {
            HttpResponse<String> foreign =
                    house.rag().call(method, path, method.equals("PATCH") ? "{}" : null, EVE);
            HttpResponse<String> unknown =
                    house.rag()
                            .call(
                                    method,
                                    "/api/v1/kb/01890000-0000-7000-8000-000000000000",
                                    method.equals("PATCH") ? "{}" : null,
                                    EVE);
            assertThat(foreign.statusCode()).as(method).isEqualTo(404);
            assertThat(foreign.body()).isEqualTo(unknown.body());
        }
        assertThat(house.rag().get("/api/v1/kb/no-id", ANN).statusCode()).isEqualTo(404);
        JsonNode changed =
                expect(200, house.rag().call("PATCH", path, "{\"description\":\"Newer.\"}", BOSS));
        assertThat(changed.path("description").asString()).isEqualTo("Newer.");
        assertThat(changed.path("name").asString()).isEqualTo("ours");
    }

    @Test
    void theListIsTheTenantsPageByPage() {
        Caller lou = House.caller("listing", "lou");
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(create("{'name':'page " + i + "'}", lou).path("id").asString());
        }
        List<String> found = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            JsonNode page = house.get("/api/v1/kb?limit=2&after=" + after, lou);
            page.path("data").forEach(base -> found.add(base.path("id").asString()));
            after = page.path("last_id").asString();
            more = page.path("has_more").asBoolean();
        }
        assertThat(found).isEqualTo(made);
        assertThat(house.get("/api/v1/kb", House.caller("listing-2", "x")).path("data")).isEmpty();
        assertThat(code(house.rag().get("/api/v1/kb?limit=0", lou))).isEqualTo("invalid_value");
        assertThat(code(house.rag().get("/api/v1/kb?after=x", lou))).isEqualTo("invalid_value");
        assertThat(house.rag().get("/api/v1/kb", null).statusCode()).isEqualTo(401);
    }

    @Test
    void anotherModelIsIndexedBesideAndThenTakesThePlace() {
        String base = house.base(ANN);
        String path = "/api/v1/kb/" + base;
        JsonNode document = house.add(base, "a", "Mills grind. ".repeat(40), ANN);
        assertThat(house.ended(document, ANN).path("state").asString()).isEqualTo("indexed");
        long before = house.get(path, ANN).at("/index/id").asLong();

        expect(200, house.rag().call("PATCH", path, "{\"embedding_model\":\"words-48\"}", ANN));
        await().atMost(PATIENCE)
                .until(() -> house.get(path, ANN).at("/index/id").asLong() != before);

        JsonNode after = house.get(path, ANN);
        assertThat(after.path("embedding_model").asString()).isEqualTo("testbed/words-48");
        assertThat(after.at("/index/dimensions").asInt()).isEqualTo(48);
        assertThat(after.path("chunks").asLong()).isPositive();
        assertThat(after.at("/documents/indexed").asInt()).isEqualTo(1);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(house.count("index_generation where id = ?", before))
                                    .isZero();
                            assertThat(house.count("chunk where index_id = ?", before)).isZero();
                        });
    }

    @Test
    void anIndexInWhichNothingCouldBeIndexedReplacesNothing() {
        String base = house.base(ANN);
        String path = "/api/v1/kb/" + base;
        house.ended(house.add(base, "a", "Mills grind.", ANN), ANN);

        expect(200, house.rag().call("PATCH", path, "{\"embedding_model\":\"broken\"}", ANN));
        JsonNode stuck =
                await().atMost(PATIENCE)
                        .until(
                                () -> house.get(path, ANN),
                                found -> found.at("/building/progress/failed").asInt() == 1);
        assertThat(stuck.path("embedding_model").asString()).isEqualTo("testbed/words-32");

        // To ask for what there is ends the attempt.
        expect(200, house.rag().call("PATCH", path, "{\"embedding_model\":\"words-32\"}", ANN));
        assertThat(house.get(path, ANN).path("building").isMissingNode()).isTrue();
    }

    @Test
    void anEmptyOneTakesAnotherChunkingAtOnce() {
        JsonNode made = create("{'name':'empty'}", ANN);
        expect(200, house.rag().call("PATCH", path(made), "{\"chunking\":{\"tokens\":100}}", ANN));
        JsonNode after =
                await().atMost(PATIENCE)
                        .until(
                                () -> house.get(path(made), ANN),
                                found -> found.at("/chunking/tokens").asInt() == 100);
        assertThat(after.at("/chunking/overlap").asInt()).isEqualTo(10);
    }

    @Test
    void aDeletedOneIsGoneAtOnceAndLeavesNothingBehind() {
        JsonNode made = create("{'name':'short-lived','embedding_model':'words-32'}", ANN);
        String base = made.path("id").asString();
        for (int i = 0; i < 3; i++) {
            house.ended(house.add(base, "d" + i, "Text number " + i + ".", ANN), ANN);
        }
        long index = made.at("/index/id").asLong();
        List<String> contents =
                house.database()
                        .sql(
                                "select content_reference from document where knowledge_base = ?::uuid")
                        .param(base)
                        .query((row, _) -> String.valueOf(row.getString(1)))
                        .list();
        assertThat(contents).hasSize(3);

        assertThat(house.rag().call("DELETE", path(made), null, ANN).statusCode()).isEqualTo(204);
        assertThat(house.rag().get(path(made), ANN).statusCode()).isEqualTo(404);
        create("{'name':'short-lived'}", ANN);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(house.count("knowledge_base where id = ?::uuid", base))
                                    .isZero();
                            assertThat(house.count("chunk where index_id = ?", index)).isZero();
                            assertThat(house.count("index_generation where id = ?", index))
                                    .isZero();
                            assertThat(house.count("discarded_content")).isZero();
                        });
        assertThat(contents)
                .allSatisfy(name -> assertThat(house.holds(name)).as("content %s", name).isFalse());
    }

    private JsonNode create(String body, Caller caller) {
        return expect(201, post(body, caller));
    }

    private HttpResponse<String> post(String body, Caller caller) {
        return house.rag().post("/api/v1/kb", body.replace('\'', '"'), caller);
    }

    private static String path(JsonNode base) {
        return "/api/v1/kb/" + base.path("id").asString();
    }
}
