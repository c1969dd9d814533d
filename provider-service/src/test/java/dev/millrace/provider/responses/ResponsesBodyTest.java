package dev.millrace.provider.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ResponsesBodyTest {

    private static Request built(String model, String json) throws ProviderException {
        RequestBody body = RequestBody.parse(json.getBytes(StandardCharsets.UTF_8));
        return ResponsesBody.of(new ChatCall(model, body, false, Instant.EPOCH));
    }

    private static Request asked(String model, String members) throws ProviderException {
        return built(
                model, "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + members + "}");
    }

    private static JsonNode sent(Request request) {
        return Json.MAPPER.readTree(request.body());
    }

    private static String input(String model, String messages) throws ProviderException {
        return sent(built(model, "{\"messages\":" + messages + "}")).path("input").toString();
    }

    private static String compact(String json) {
        return Json.MAPPER.readTree(json).toString();
    }

    @Test
    void nothingIsKeptAtTheVendorAndThoughtsComeSealed() throws Exception {
        assertThat(new String(asked("gpt-5.6", "\"seed\":null").body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"model\":\"gpt-5.6\",\"input\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                                + "\"store\":false,\"include\":[\"reasoning.encrypted_content\"]}");
        assertThat(sent(asked("gpt-4.1", "\"store\":true")).toString())
                .contains("\"store\":true")
                .doesNotContain("include");
    }

    @Test
    void whatIsSaidCalledAndGivenAreItemsOfTheirOwn() throws Exception {
        assertThat(
                        input(
                                "gpt-4.1",
                                """
                                [{"role":"system","content":"Be kind."},
                                 {"role":"developer","content":[{"type":"text","text":"And brief."}]},
                                 {"role":"user","content":"q"},
                                 {"role":"assistant","content":"Let me see.",
                                  "tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}},
                                                {"id":"2","type":"function","function":{"name":"g","arguments":""}}]},
                                 {"role":"tool","tool_call_id":"1","content":"one"},
                                 {"role":"tool","tool_call_id":"2","content":[{"type":"text","text":"t"},{"type":"text","text":"wo"}]},
                                 {"role":"assistant","content":null,"refusal":"No."}]"""))
                .isEqualTo(
                        compact(
                                """
                                [{"role":"system","content":"Be kind."},
                                 {"role":"developer","content":[{"type":"input_text","text":"And brief."}]},
                                 {"role":"user","content":"q"},
                                 {"role":"assistant","content":"Let me see."},
                                 {"type":"function_call","call_id":"1","name":"f","arguments":"{\\"a\\":1}"},
                                 {"type":"function_call","call_id":"2","name":"g","arguments":""},
                                 {"type":"function_call_output","call_id":"1","output":"one"},
                                 {"type":"function_call_output","call_id":"2","output":"two"},
                                 {"type":"message","role":"assistant","content":[{"type":"refusal","refusal":"No."}]}]"""));
    }

    @Test
    void imagesAndFilesArePartsOfTheInput() throws Exception {
        assertThat(
                        input(
                                "gpt-4.1",
                                """
                                [{"role":"user","content":[
                                   {"type":"text","text":"What is this?","cache_control":{"type":"ephemeral"}},
                                   {"type":"image_url","image_url":{"url":"https://x/y.png","detail":"low"}},
                                   {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}},
                                   {"type":"file","file":{"file_id":"file-1"}},
                                   {"type":"input_file","file_url":"https://x/a.pdf"}]}]"""))
                .isEqualTo(
                        compact(
                                """
                                [{"role":"user","content":[
                                   {"type":"input_text","text":"What is this?","cache_control":{"type":"ephemeral"}},
                                   {"type":"input_image","image_url":"https://x/y.png","detail":"low"},
                                   {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="},
                                   {"type":"input_file","file_id":"file-1"},
                                   {"type":"input_file","file_url":"https://x/a.pdf"}]}]"""));
    }

    private static final String THOUGHT =
            """
            [{"role":"assistant","content":"Well.",
              "reasoning_content":"hm",
              "reasoning_items":[
                {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"e1","followed_by":{"type":"message","id":"msg_1"}},
                {"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"e2","followed_by":{"type":"function_call","id":"fc_b","call_id":"b"}},
                {"type":"reasoning","id":"rs_3","summary":[],"encrypted_content":"e3","followed_by":{"type":"function_call","id":"fc_gone","call_id":"gone"}},
                {"type":"reasoning","id":"rs_4","summary":[],"followed_by":{"type":"function_call","id":"fc_a","call_id":"a"}}],
              "tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},
                            {"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"b","content":"two"},
             {"role":"tool","tool_call_id":"a","content":"one"}]""";

    @Test
    void aThoughtStandsBesideWhatItLedToAndGoesWithIt() throws Exception {
        assertThat(input("gpt-5.6", THOUGHT))
                .isEqualTo(
                        compact(
                                """
                                [{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"e1"},
                                 {"type":"message","id":"msg_1","status":"completed","role":"assistant",
                                  "content":[{"type":"output_text","text":"Well.","annotations":[]}]},
                                 {"type":"function_call","call_id":"a","name":"f","arguments":"{}"},
                                 {"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"e2"},
                                 {"type":"function_call","id":"fc_b","call_id":"b","name":"g","arguments":"{}"},
                                 {"type":"function_call_output","call_id":"b","output":"two"},
                                 {"type":"function_call_output","call_id":"a","output":"one"}]"""));
    }

    @Test
    void aModelThatDoesNotReasonIsSpared() throws Exception {
        assertThat(input("gpt-4.1", THOUGHT))
                .doesNotContain("reasoning")
                .contains("{\"role\":\"assistant\",\"content\":\"Well.\"}");
    }

    @Test
    void toolsAreFlatAndNotStrictUnlessTheySaySo() throws Exception {
        JsonNode sent =
                sent(
                        asked(
                                "gpt-5.6",
                                """
                                "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true}},
                                         {"type":"function","function":{"name":"g"}},
                                         {"type":"web_search"}],
                                "tool_choice":{"type":"function","function":{"name":"f"}},
                                "parallel_tool_calls":false"""));
        assertThat(sent.path("tools").toString())
                .isEqualTo(
                        compact(
                                """
                                [{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true},
                                 {"type":"function","name":"g","parameters":{"type":"object","properties":{}},"strict":false},
                                 {"type":"web_search"}]"""));
        assertThat(sent.path("tool_choice").toString())
                .isEqualTo("{\"type\":\"function\",\"name\":\"f\"}");
        assertThat(sent.path("parallel_tool_calls").booleanValue()).isFalse();
    }

    @Test
    void aChoiceAmongToolsIsFlatToo() throws Exception {
        assertThat(
                        sent(asked(
                                        "gpt-5.6",
                                        """
                                        "tools":[{"type":"function","function":{"name":"f"}}],
                                        "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}}"""))
                                .path("tool_choice")
                                .toString())
                .isEqualTo(
                        "{\"type\":\"allowed_tools\",\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]}");
    }

    @Test
    void formatsAndVerbosityAreOfTheText() throws Exception {
        assertThat(
                        sent(asked(
                                        "gpt-5.6",
                                        """
                                        "verbosity":"low","response_format":{"type":"json_schema","json_schema":
                                          {"name":"n","strict":true,"schema":{"type":"object"}}}"""))
                                .path("text")
                                .toString())
                .isEqualTo(
                        compact(
                                """
                                {"verbosity":"low","format":{"type":"json_schema","name":"n","strict":true,"schema":{"type":"object"}}}"""));
        assertThat(
                        sent(asked("gpt-5.6", "\"response_format\":{\"type\":\"json_object\"}"))
                                .path("text")
                                .toString())
                .isEqualTo("{\"format\":{\"type\":\"json_object\"}}");
    }

    @Test
    void whatResponsesHasNotIsNamedAndTheRestPasses() throws Exception {
        Request request =
                asked(
                        "gpt-5.6",
                        """
                        "stop":["x"],"seed":1,"presence_penalty":0,"frequency_penalty":0.5,"logit_bias":{},
                        "background":true,"n":1,"modalities":["text"],"drop_params":true,
                        "millrace":{"a":1},"prompt_cache_key":"k","service_tier":"flex","metadata":{"a":"b"},
                        "safety_identifier":"u","cache_control":{"type":"ephemeral"},"of_tomorrow":1""");
        assertThat(request.dropped())
                .containsExactly("background", "frequency_penalty", "seed", "stop");
        assertThat(request.path()).isEqualTo("/responses");
        assertThat(sent(request).toString())
                .contains(
                        "\"prompt_cache_key\":\"k\",\"service_tier\":\"flex\",\"metadata\":{\"a\":\"b\"},"
                                + "\"safety_identifier\":\"u\",\"cache_control\":{\"type\":\"ephemeral\"},\"of_tomorrow\":1")
                .doesNotContain("penalty", "stop", "seed", "background", "millrace", "drop_params");
    }

    @Test
    void theLimitCountsWhatIsThoughtAndHasALeastValue() throws Exception {
        assertThat(sent(asked("o3", "\"max_tokens\":500")).path("max_output_tokens").intValue())
                .isEqualTo(500);
        Request least = asked("o3", "\"max_completion_tokens\":5,\"max_tokens\":500");
        assertThat(sent(least).path("max_output_tokens").intValue()).isEqualTo(16);
        assertThat(least.dropped()).containsExactly("max_completion_tokens");
    }

    @Test
    void aModelThatThinksTakesNoSampling() throws Exception {
        String sampling = "\"temperature\":0.5,\"top_p\":0.9,\"logprobs\":true,\"top_logprobs\":2";
        Request thinks = asked("gpt-5.6", sampling);
        assertThat(thinks.dropped())
                .containsExactly("logprobs", "temperature", "top_logprobs", "top_p");
        JsonNode silent = sent(asked("gpt-5.6", sampling + ",\"reasoning_effort\":\"none\""));
        assertThat(silent.path("temperature").doubleValue()).isEqualTo(0.5);
        assertThat(silent.path("top_logprobs").intValue()).isEqualTo(2);
        assertThat(silent.path("include").toString())
                .isEqualTo("[\"reasoning.encrypted_content\",\"message.output_text.logprobs\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5.6,       '\"reasoning_effort\":\"high\"', '{\"effort\":\"high\"}', ''",
        "gpt-5.6,       '\"reasoning_effort\":\"minimal\"', '{\"effort\":\"low\"}', reasoning_effort",
        "gpt-5,         '\"reasoning_effort\":\"none\"', '{\"effort\":\"minimal\"}', reasoning_effort",
        "o3,            '\"reasoning_effort\":\"xhigh\"', '{\"effort\":\"high\"}', reasoning_effort",
        "gpt-5.5,       '\"reasoning\":{\"effort\":\"max\"}', '{\"effort\":\"xhigh\"}', reasoning.effort",
        "gpt-5.6,       '\"reasoning\":{\"effort\":\"low\",\"include\":true}', '{\"summary\":\"auto\",\"effort\":\"low\"}', ''",
        "gpt-5.6,       '\"reasoning\":{\"summary\":\"detailed\"}', '{\"summary\":\"detailed\"}', ''",
        "gpt-5.6,       '\"reasoning\":{\"budget_tokens\":3000}', '{\"effort\":\"medium\"}', reasoning.budget_tokens",
        "gpt-4.1,       '\"reasoning_effort\":\"high\"', '', reasoning_effort",
        "gpt-4.1,       '\"reasoning\":{\"effort\":\"high\"}', '', reasoning",
    })
    void effortsAreThoseTheModelKnows(String model, String asked, String sent, String dropped)
            throws Exception {
        Request request = asked(model, asked);
        assertThat(sent(request).path("reasoning").toString()).isEqualTo(sent);
        assertThat(String.join(",", request.dropped())).isEqualTo(dropped);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"n\":2", "\"modalities\":[\"text\",\"audio\"]", "\"functions\":[{}]"})
    void whatWouldBeAnotherAnswerIsRefused(String member) {
        ProviderException e =
                catchThrowableOfType(ProviderException.class, () -> asked("gpt-5.6", member));
        assertThat(e).isNotNull();
        assertThat(e.failure()).isInstanceOf(ProviderFailure.InvalidRequest.class);
        assertThat(member)
                .contains(String.valueOf(((ProviderFailure.InvalidRequest) e.failure()).param()));
    }

    @Test
    void audioAndToolsOfAnotherKindAreRefused() {
        assertThat(
                        catchThrowableOfType(
                                ProviderException.class,
                                () ->
                                        input(
                                                "gpt-5.6",
                                                "[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}]")))
                .isNotNull();
        assertThat(
                        catchThrowableOfType(
                                ProviderException.class,
                                () -> asked("gpt-5.6", "\"tools\":[{\"type\":\"custom\"}]")))
                .isNotNull();
    }
}
