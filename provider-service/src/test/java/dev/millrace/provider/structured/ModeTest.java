package dev.millrace.provider.structured;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.AnswerFormat;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ModeTest {

    private static final Set<AnswerFormat> ALL = EnumSet.allOf(AnswerFormat.class);

    private static RequestBody body(String members) {
        return RequestBody.parse(
                ("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"response_format\":{\"type\":"
                                + "\"json_schema\",\"json_schema\":{\"name\":\"my answer\",\"schema\":"
                                + "{\"type\":\"object\"}}}"
                                + members.replace('\'', '"')
                                + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static Wish wish(RequestBody body) {
        return Wish.of(body).orElseThrow();
    }

    private static Mode mode(Set<AnswerFormat> formats, String... capabilities) {
        RequestBody body = body("");
        return Mode.of(wish(body), body, formats, List.of(capabilities), Root.OBJECT);
    }

    private static JsonNode asked(Mode mode, String members) {
        RequestBody body = body(members);
        return Json.MAPPER.readTree(Asked.of(mode, wish(body), body).body().bytes());
    }

    @Test
    void theSurestWayThatTheModelKnowsIsTaken() {
        assertThat(mode(ALL)).isEqualTo(Mode.NATIVE);
        assertThat(mode(ALL, "tools", "json_schema")).isEqualTo(Mode.NATIVE);
        assertThat(mode(ALL, "tools", "vision")).isEqualTo(Mode.TOOLS);
        assertThat(mode(ALL, "vision")).isEqualTo(Mode.JSON_OBJECT);
        assertThat(mode(EnumSet.noneOf(AnswerFormat.class), "tools")).isEqualTo(Mode.PROMPT);
        assertThat(mode(EnumSet.of(AnswerFormat.FORCED_TOOL))).isEqualTo(Mode.TOOLS);
        assertThat(mode(EnumSet.of(AnswerFormat.FORCED_TOOL), "vision")).isEqualTo(Mode.PROMPT);
    }

    @Test
    void aModelThatThinksIsNotForced() {
        assertThat(mode(ALL, "tools", "reasoning")).isEqualTo(Mode.JSON_OBJECT);
        RequestBody body = body(",'reasoning_effort':'low'");
        assertThat(Mode.of(wish(body), body, ALL, List.of("tools"), Root.OBJECT))
                .isEqualTo(Mode.JSON_OBJECT);
    }

    @Test
    void whatIsNoObjectIsAskedForInWords() {
        RequestBody body = body("");
        assertThat(Mode.of(wish(body), body, ALL, List.of("tools"), Root.ARRAY))
                .isEqualTo(Mode.PROMPT);
    }

    @Test
    void nativelyNothingChanges() {
        RequestBody body = body(",'seed':1.0");
        assertThat(Asked.of(Mode.NATIVE, wish(body), body).body().bytes()).isEqualTo(body.bytes());
    }

    @Test
    void theSchemaIsTheOnlyFunctionsParameters() {
        JsonNode asked = asked(Mode.TOOLS, "");
        assertThat(asked.has("response_format")).isFalse();
        assertThat(asked.at("/tools/0/function/name").asString()).isEqualTo("my_answer");
        assertThat(asked.at("/tools/0/function/parameters/type").asString()).isEqualTo("object");
        assertThat(asked.at("/tool_choice/function/name").asString()).isEqualTo("my_answer");
        assertThat(asked.at("/parallel_tool_calls").asBoolean()).isFalse();
    }

    @Test
    void besideTheCallersFunctionsOneOfAllMustBeCalled() {
        String own = ",'tools':[{'type':'function','function':{'name':'my_answer'}}]";
        JsonNode asked = asked(Mode.TOOLS, own);
        assertThat(asked.at("/tools/1/function/name").asString()).isEqualTo("structured_answer");
        assertThat(asked.path("tool_choice").asString()).isEqualTo("required");
        assertThat(asked.has("parallel_tool_calls")).isFalse();
        assertThat(
                        asked(Mode.TOOLS, own + ",'tool_choice':'none'")
                                .at("/tool_choice/function/name")
                                .asString())
                .isEqualTo("structured_answer");
    }

    @Test
    void whereTheCallerForcesAFunctionNoOtherIsPutBesideIt() {
        JsonNode asked =
                asked(
                        Mode.TOOLS,
                        ",'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'required'");
        assertThat(asked.path("tools").size()).isEqualTo(1);
        assertThat(asked.has("response_format")).isFalse();
        assertThat(asked.at("/messages/0/content").asString())
                .contains("unless you call a function");
    }

    @Test
    void inWordsTheSchemaStandsBehindWhatTheCallerLaidDown() {
        JsonNode prompt = asked(Mode.PROMPT, "");
        assertThat(prompt.has("response_format")).isFalse();
        assertThat(prompt.at("/messages/0/role").asString()).isEqualTo("system");
        assertThat(prompt.at("/messages/0/content").asString()).contains("{\"type\":\"object\"}");
        assertThat(prompt.at("/messages/1/content").asString()).isEqualTo("hi");
        assertThat(asked(Mode.JSON_OBJECT, "").at("/response_format/type").asString())
                .isEqualTo("json_object");
    }

    @Test
    void theNumberOfRepeatedQuestionsIsBounded() {
        assertThat(wish(body("")).retries()).isEqualTo(1);
        assertThat(wish(body(",'structured':{'max_retries':0}")).retries()).isZero();
        assertThat(wish(body(",'structured':{'max_retries':99}")).retries()).isEqualTo(5);
        assertThat(wish(body(",'structured':7")).retries()).isEqualTo(1);
        assertThat(Wish.of(RequestBody.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }

    @Test
    void aRepeatedQuestionHoldsTheAnswerAndWhatIsWrongWithIt() {
        RequestBody body = body(",'structured':{'max_retries':2}");
        Complaint wrong = new Complaint("/a", "type", "/a: string found");
        RequestBody again = Asked.again(body, wish(body), "{\"a\":1}", List.of(wrong), true);
        JsonNode tree = Json.MAPPER.readTree(again.bytes());
        assertThat(tree.path("messages").size()).isEqualTo(3);
        assertThat(tree.at("/messages/1/role").asString()).isEqualTo("assistant");
        assertThat(tree.at("/messages/1/content").asString()).isEqualTo("{\"a\":1}");
        assertThat(tree.at("/messages/2/content").asString())
                .contains("/a: string found")
                .doesNotContain("JSON schema");
        assertThat(wish(again))
                .isEqualTo(new Wish("my answer", wish(body).schema(), true, 1, true));
        RequestBody silent = Asked.again(body, wish(body), " ", List.of(wrong), false);
        JsonNode told = Json.MAPPER.readTree(silent.bytes());
        assertThat(told.path("messages").size()).isEqualTo(2);
        assertThat(told.at("/messages/1/content").asString()).contains("JSON schema");
    }
}
