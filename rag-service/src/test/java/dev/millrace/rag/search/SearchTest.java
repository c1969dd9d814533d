package dev.millrace.rag.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Lane;
import dev.millrace.rag.KnowledgeDatabase;
import dev.millrace.rag.RagApplication;
import dev.millrace.rag.embedding.Embedder;
import dev.millrace.rag.house.House;
import dev.millrace.rag.text.IndexedText;
import dev.millrace.rag.text.TextIndex;
import dev.millrace.rag.vector.StoredVector;
import dev.millrace.rag.vector.VectorStore;
import dev.millrace.testbed.Running;
import dev.millrace.web.token.Caller;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Searches through the service's own API, with vectors in memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Running rag = House.alone(RagApplication.builder().sources(Fakes.class));
    private final KnowledgeDatabase database = new KnowledgeDatabase();
    private final TextIndex texts = rag.bean(TextIndex.class);
    private final VectorStore vectors = rag.bean(VectorStore.class);
    private final WordVectors embedder = rag.bean(WordVectors.class);

    private String tenant = "";
    private UUID knowledgeBase = UUID.randomUUID();
    private UUID guide = UUID.randomUUID();
    private UUID notes = UUID.randomUUID();
    private long index;

    @Configuration(proxyBeanMethods = false)
    static class Fakes {

        @Bean
        @Primary
        VectorStore exactVectors() {
            return new ExactVectors();
        }

        @Bean
        WordVectors wordVectors() {
            return new WordVectors();
        }

        @Bean
        @Primary
        Embedder knownEmbedder(WordVectors wordVectors) {
            return wordVectors;
        }
    }

    @AfterAll
    void stop() {
        rag.close();
        database.close();
    }

    @BeforeEach
    void fill() {
        tenant = "tenant-" + UUID.randomUUID();
        embedder.away = false;
        embedder.calls.clear();
        knowledgeBase = database.knowledgeBase(tenant, "handbook");
        index = database.index(knowledgeBase, "known", "words-3");
        texts.create(index);
        vectors.create(index, 3);
        guide = document("guide.md", Map.of("language", "en"));
        notes = document("notes.md", Map.of("language", "zh"));
        chunk(guide, 0, "Mill", "The mill turns its wheel by water from the river.");
        chunk(guide, 1, "Cache", "The cache keeps answers. Set cache_size to change its size.");
        chunk(guide, 2, "Rest", "Grain is stored in the barn until winter comes.");
        chunk(notes, 0, "缓存", "每个租户的缓存大小可以配置。");
    }

    @Test
    void whatIsFoundSaysWhereItStandsAndHowWellItFits() {
        JsonNode answer =
                found("{'knowledge_base':'handbook','query':'size of the cache','highlight':true}");

        assertThat(answer.path("object").asString()).isEqualTo("kb.search");
        assertThat(answer.path("mode").asString()).isEqualTo("hybrid");
        assertThat(answer.path("degraded").asBoolean(true)).isFalse();
        assertThat(answer.path("knowledge_base").path("id").asString())
                .isEqualTo(knowledgeBase.toString());
        JsonNode best = answer.path("data").get(0);
        assertThat(best.path("text").asString()).startsWith("The cache keeps");
        assertThat(best.path("document").path("id").asString()).isEqualTo(guide.toString());
        assertThat(best.path("document").path("name").asString()).isEqualTo("guide.md");
        assertThat(best.path("document").path("metadata").path("language").asString())
                .isEqualTo("en");
        assertThat(best.path("heading").toString()).isEqualTo("[\"Guide\",\"Cache\"]");
        assertThat(best.path("start").asInt()).isEqualTo(1_000);
        assertThat(best.path("score").asDouble()).isBetween(0.9, 1.0);
        assertThat(best.path("scores").path("vector").asDouble()).isBetween(0.99, 1.001);
        assertThat(best.path("scores").path("coverage").asDouble()).isEqualTo(1);
        assertThat(best.path("scores").path("text").asDouble()).isPositive();
        assertThat(best.path("scores").path("fused").asDouble()).isPositive();
        List<String> marked = new ArrayList<>();
        best.path("highlights")
                .forEach(
                        one ->
                                marked.add(
                                        best.path("text")
                                                .asString()
                                                .substring(
                                                        one.path("start").asInt(),
                                                        one.path("end").asInt())));
        assertThat(marked).containsExactly("cache", "cache", "size", "size");
    }

    @Test
    void itIsSearchedByNameAndById() {
        assertThat(texts("{'knowledge_base':'%s','query':'mill'}".formatted(knowledgeBase)))
                .isEqualTo(texts("{'knowledge_base':'handbook','query':'mill'}"))
                .isNotEmpty();
    }

    @Test
    void eachModeHasItsOwnScore() {
        JsonNode words =
                found("{'knowledge_base':'handbook','query':'缓存大小','mode':'text'}").path("data");
        assertThat(words).hasSize(1);
        assertThat(words.get(0).path("score"))
                .isEqualTo(words.get(0).path("scores").path("coverage"));
        assertThat(words.get(0).path("scores").path("vector").isNull()).isTrue();
        assertThat(embedder.calls).isEmpty();

        JsonNode near =
                found("{'knowledge_base':'handbook','query':'磨坊','mode':'vector','top_k':1}")
                        .path("data");
        assertThat(near).hasSize(1);
        assertThat(near.get(0).path("text").asString()).contains("mill");
        assertThat(near.get(0).path("scores").path("text").isNull()).isTrue();
        assertThat(near.get(0).path("score").asDouble()).isBetween(0.99, 1.0);
    }

    @Test
    void whatFitsLessThanAskedForIsNotFound() {
        String grounding = "'min_score':" + SearchQuery.GROUNDING_MIN_SCORE;
        assertThat(
                        texts(
                                "{'knowledge_base':'handbook','query':'Who won the football world cup"
                                        + " in winter 1990?',"
                                        + grounding
                                        + "}"))
                .isEmpty();
        assertThat(
                        texts(
                                "{'knowledge_base':'handbook','query':'How does the mill turn?',"
                                        + grounding
                                        + "}"))
                .hasSize(1);
    }

    @Test
    void aFilterLooksAtSomeDocumentsAlone() {
        assertThat(
                        texts(
                                "{'knowledge_base':'handbook','query':'cache 缓存','filter':{'document_ids':['%s']}}"
                                        .formatted(notes)))
                .singleElement()
                .asString()
                .contains("缓存");
        assertThat(
                        texts(
                                "{'knowledge_base':'handbook','query':'cache 缓存','mode':'text','filter':{'metadata':{'language':'en'}}}"))
                .singleElement()
                .asString()
                .contains("cache");
    }

    @Test
    void aModelThatFailsLeavesTheWords() {
        embedder.away = true;

        JsonNode answer = found("{'knowledge_base':'handbook','query':'mill wheel'}");
        assertThat(answer.path("degraded").asBoolean()).isTrue();
        assertThat(answer.path("data")).hasSize(1);
        assertThat(answer.path("data").get(0).path("score").asDouble()).isEqualTo(1);

        HttpResponse<String> vector =
                search(
                        "{'knowledge_base':'handbook','query':'mill wheel','mode':'vector'}",
                        tenant);
        assertThat(vector.statusCode()).isEqualTo(504);
        assertThat(vector.body()).contains("upstream_timeout");
    }

    @Test
    void theModelIsCalledForTheCallerAndOncePerQuestion() {
        found("{'knowledge_base':'handbook','query':'mill'}");
        found("{'knowledge_base':'handbook','query':'mill','top_k':3}");

        assertThat(embedder.calls)
                .singleElement()
                .satisfies(
                        call -> {
                            assertThat(call.model().model()).isEqualTo("words-3");
                            assertThat(call.texts()).containsExactly("mill");
                            var authority = call.behalf().authority();
                            assertThat(authority.getOwner().getTenant()).isEqualTo(tenant);
                            assertThat(authority.getOwner().getUser()).isEqualTo("user");
                            assertThat(authority.getKeyId()).isEqualTo("key-1");
                            assertThat(authority.getAllowedModels()).containsExactly("words-3");
                            assertThat(call.behalf().lane()).isEqualTo(Lane.INTERACTIVE);
                            assertThat(call.behalf().parentId()).isNotBlank();
                        });
    }

    @Test
    void anotherTenantsKnowledgeBaseIsUnknown() {
        String own = "{'knowledge_base':'handbook','query':'mill'}";
        String byId = "{'knowledge_base':'%s','query':'mill'}".formatted(knowledgeBase);
        String other = "tenant-" + UUID.randomUUID();

        assertThat(search(own, other).statusCode()).isEqualTo(404);
        assertThat(search(byId, other).statusCode()).isEqualTo(404);
        HttpResponse<String> unknown =
                search(
                        "{'knowledge_base':'%s','query':'mill'}".formatted(UUID.randomUUID()),
                        other);
        assertThat(withoutId(search(byId, other).body())).isEqualTo(withoutId(unknown.body()));
        assertThat(embedder.calls).isEmpty();

        UUID theirs = database.knowledgeBase(other, "handbook");
        database.index(theirs, "known", "words-3");
        assertThat(data(search(own, other))).isEmpty();
        assertThat(
                        data(
                                search(
                                        "{'knowledge_base':'handbook','query':'mill','filter':{'document_ids':['%s']}}"
                                                .formatted(guide),
                                        other)))
                .isEmpty();
    }

    @Test
    void aDeletedDocumentIsFoundNowhereEvenIfItsVectorsLinger() {
        database.template.update("delete from document where id = ?", guide);

        assertThat(texts("{'knowledge_base':'handbook','query':'cache size 缓存'}"))
                .singleElement()
                .asString()
                .contains("缓存");
    }

    @Test
    void onlyTheActiveIndexIsSearchedAndNoneFindsNothing() {
        long next = database.index(knowledgeBase, "known", "words-3");
        texts.create(next);
        assertThat(texts("{'knowledge_base':'handbook','query':'mill'}")).isEmpty();

        database.template.update(
                "update knowledge_base set active_index = null where id = ?", knowledgeBase);
        assertThat(texts("{'knowledge_base':'handbook','query':'mill'}")).isEmpty();
    }

    @Test
    void weightsShiftTheOrder() {
        String asked = "{'knowledge_base':'handbook','query':'grain, mill','weights':{%s}}";

        assertThat(texts(asked.formatted("'vector':1,'text':0")))
                .first()
                .asString()
                .contains("mill");
        assertThat(texts(asked.formatted("'vector':0,'text':1")))
                .isNotEqualTo(List.of())
                .hasSizeGreaterThan(1);
    }

    @Test
    void whatCannotBeAskedIsRefusedByName() {
        refused("{'query':'mill'}", "missing_required_parameter", "knowledge_base");
        refused("{'knowledge_base':'handbook','query':' '}", "missing_required_parameter", "query");
        refused(asking("'query':'%s'".formatted("m".repeat(8_001))), "invalid_value", "query");
        refused(asking("'query':'mill','top_k':0"), "invalid_value", "top_k");
        refused(asking("'query':'mill','top_k':101"), "invalid_value", "top_k");
        refused(asking("'query':'mill','top_k':'many'"), "invalid_type", "top_k");
        refused(asking("'query':'mill','min_score':1.5"), "invalid_value", "min_score");
        refused(asking("'query':'mill','mode':'fuzzy'"), "invalid_value", "mode");
        refused(
                asking("'query':'mill','weights':{'vector':0,'text':0}"),
                "invalid_value",
                "weights");
        refused(
                asking("'query':'mill','filter':{'document_ids':['x']}"),
                "invalid_value",
                "filter.document_ids[0]");
    }

    private static String asking(String fields) {
        return "{'knowledge_base':'handbook'," + fields + "}";
    }

    private void refused(String body, String code, String param) {
        HttpResponse<String> response = search(body, tenant);
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(error.path("code").asString()).as(response.body()).isEqualTo(code);
        assertThat(error.path("param").asString()).as(response.body()).isEqualTo(param);
    }

    private UUID document(String name, Map<String, String> metadata) {
        UUID id = UUID.randomUUID();
        database.document(id, knowledgeBase, name, metadata);
        return id;
    }

    private void chunk(UUID document, int ordinal, String heading, String body) {
        long chunk = database.chunk(index, document, ordinal, heading, body);
        texts.put(index, List.of(new IndexedText(chunk, document, heading + "\n" + body)));
        vectors.put(
                index,
                List.of(new StoredVector(chunk, document, WordVectors.vector(heading + body))));
    }

    private List<String> texts(String body) {
        List<String> texts = new ArrayList<>();
        found(body).path("data").forEach(one -> texts.add(one.path("text").asString()));
        return texts;
    }

    private JsonNode found(String body) {
        HttpResponse<String> response = search(body, tenant);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static JsonNode data(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body()).path("data");
    }

    private HttpResponse<String> search(String body, String asTenant) {
        return rag.post(
                "/api/v1/kb/search",
                body.replace('\'', '"'),
                new Caller(asTenant, "team", "user", "key-1", Set.of(), List.of("gpt-*")));
    }

    private static String withoutId(String body) {
        return body.replaceAll("[0-9a-f]{8}-?[0-9a-f-]{20,}", "id");
    }
}
