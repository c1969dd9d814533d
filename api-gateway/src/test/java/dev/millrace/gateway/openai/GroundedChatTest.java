package dev.millrace.gateway.openai;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import dev.millrace.gateway.house.Sse;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GroundedChatTest {

    private static final String IN_HANDBOOK = ",'retrieval':{'knowledge_base':'handbook'}";
    private static final JsonNode EXPECTED =
            JsonMapper.shared()
                    .readTree(
                            """
                            {"knowledge_base": "handbook", "passages": 2, "found": true, "citations": [
                              {"mark": 2, "document_id": "d-1", "document": "a \\"b\\".md",
                               "heading": "Colours > Sky", "start": 10, "end": 20, "score": 0.00005}]}""");

    private final House house = House.shared();
    private final Http gateway = house.a();

    private static JsonNode last(List<Sse> events) {
        return JsonMapper.shared().readTree(events.get(events.size() - 2).data());
    }

    @Test
    void aPlainAnswerSaysWhatItStandsOnAndNothingElseOfOurs() {
        Http.Answer answer = gateway.post("/v1/chat/completions", chat("echo [2]", IN_HANDBOOK));

        assertThat(answer.json().path("millrace").size()).isEqualTo(1);
        assertThat(answer.json().at("/millrace/grounding")).isEqualTo(EXPECTED);
        assertThat(answer.json().at("/choices/0/message").has("annotations")).isFalse();
    }

    @Test
    void thePlanAndTheGroundingStandBesideEachOther() {
        Http.Answer answer =
                gateway.post(
                        "/v1/chat/completions",
                        chat("echo [2]", IN_HANDBOOK),
                        "x-millrace-explain",
                        "true");

        assertThat(answer.json().at("/millrace/grounding")).isEqualTo(EXPECTED);
        assertThat(answer.json().at("/millrace/plan/candidates/0/model").asString())
                .isEqualTo("m1");
    }

    @Test
    void nothingFoundIsSaidToTheCaller() {
        JsonNode grounding =
                gateway.post(
                                "/v1/chat/completions",
                                chat("echo x", ",'retrieval':{'knowledge_base':'empty'}"))
                        .json()
                        .at("/millrace/grounding");

        assertThat(grounding.path("found").asBoolean(true)).isFalse();
        assertThat(grounding.path("passages").asInt(-1)).isZero();
        assertThat(grounding.path("citations").size()).isZero();
    }

    @Test
    void aStreamSaysItInItsLastChunkAndSoDoesOneTakenUpLaterElsewhere() {
        Http.Answer answer =
                gateway.post(
                        "/v1/chat/completions",
                        chat("echo one [2]", IN_HANDBOOK + ",'stream':true"));

        List<Sse> events = Sse.parse(answer.body());
        assertThat(Sse.text(events)).isEqualTo("one [2]");
        assertThat(events.getLast().data()).isEqualTo("[DONE]");
        assertThat(last(events).path("choices").size()).isZero();
        assertThat(last(events).at("/millrace/grounding")).isEqualTo(EXPECTED);
        assertThat(last(events).has("usage")).isFalse();

        String id = answer.header("x-request-id");
        Http.Answer again = house.b().get("/v1/chat/completions/" + id + "?stream=true");
        assertThat(last(Sse.parse(again.body())).at("/millrace/grounding")).isEqualTo(EXPECTED);
        Http.Answer read = house.b().get("/v1/chat/completions/" + id + "?wait=5");
        assertThat(read.json().at("/millrace/grounding")).isEqualTo(EXPECTED);
        Http.Answer result = house.b().get("/api/v1/llm/query/" + id + "/result");
        assertThat(result.json().at("/millrace/grounding")).isEqualTo(EXPECTED);
    }

    @Test
    void theNativeStreamSaysItToo() {
        Http.Answer answer =
                gateway.post(
                        "/api/v1/llm/query/stream",
                        "{'model':'m1','prompt':'echo one'" + IN_HANDBOOK + "}");

        JsonNode finished = JsonMapper.shared().readTree(Sse.parse(answer.body()).getLast().data());
        assertThat(finished.at("/millrace/grounding")).isEqualTo(EXPECTED);
    }

    @Test
    void anEmbeddingIsNotGroundedAndSaysWhy() {
        for (String path : List.of("/v1/embeddings", "/api/v1/llm/query")) {
            Http.Answer refused =
                    gateway.post(path, "{'model':'e1','input':'a'" + IN_HANDBOOK + "}");

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("unsupported_parameter");
            assertThat(refused.json().at("/error/param").asString()).isEqualTo("retrieval");
        }
    }

    @Test
    void aJobTakesItsRetrievalAlongAndIsHeldToTheSameRules() {
        Http.Answer taken =
                gateway.post(
                        "/api/v1/llm/query", "{'model':'m1','prompt':'echo x'" + IN_HANDBOOK + "}");

        assertThat(taken.status()).isEqualTo(202);
        assertThat(house.neighbours().seen().getLast().body())
                .contains("\"retrieval\":{\"knowledge_base\":\"handbook\"}");
        Http.Answer refused =
                gateway.post(
                        "/api/v1/llm/query",
                        "{'model':'m1','prompt':'x','retrieval':{'knowledge_base':7}}");
        assertThat(refused.json().at("/error/param").asString())
                .isEqualTo("retrieval.knowledge_base");
    }
}
