package dev.millrace.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OpenAiRulesTest {

    private static final String TOOLS =
            "'tools':[{'type':'function','function':{'name':'f','parameters':{}}}]";

    private static Request built(String model, boolean stream, String members) throws Exception {
        String json = ("{'messages':[{'role':'user','content':'hi'}]," + members + "}");
        return new OpenAiChat(OpenAi.OWN).request(call(model, stream, json));
    }

    private static ChatCall call(String model, boolean stream, String json) {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new ChatCall(model, RequestBody.parse(body), stream, Instant.EPOCH);
    }

    private static JsonNode sent(Request request) {
        return Json.MAPPER.readTree(request.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-5",
                "gpt-5-mini-2025-08-07",
                "gpt-5.6",
                "o3",
                "o4-mini",
                "ft:o4-mini:me::1",
                "gpt-6"
            })
    void trap7AModelThatThinksGetsItsLimitUnderTheNewName(String model) throws Exception {
        JsonNode sent = sent(built(model, false, "'max_tokens':7"));
        assertThat(sent.path("max_completion_tokens").intValue()).isEqualTo(7);
        assertThat(sent.has("max_tokens")).isFalse();
        JsonNode both = sent(built(model, false, "'max_tokens':7,'max_completion_tokens':9"));
        assertThat(both.path("max_completion_tokens").intValue()).isEqualTo(9);
        assertThat(both.has("max_tokens")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "gpt-4.1-mini", "gpt-5-chat-latest", "chatgpt-4o-latest"})
    void oneThatDoesNotThinkGetsWhatTheCallerWrote(String model) throws Exception {
        Request built =
                built(model, false, "'max_tokens':7,'temperature':0.5,'stop':'x','logprobs':true");
        assertThat(built.dropped()).isEmpty();
        assertThat(sent(built).path("max_tokens").intValue()).isEqualTo(7);
        assertThat(sent(built).propertyNames()).contains("temperature", "stop", "logprobs");
    }

    @Test
    void whatThinkersRefuseIsLeftOutAndNamedUnlessItSaysNothing() throws Exception {
        String members =
                "'temperature':0.5,'top_p':0.9,'logprobs':true,'top_logprobs':3,"
                        + "'presence_penalty':1,'frequency_penalty':1,'logit_bias':{},'stop':'x'";
        assertThat(built("o3", false, members).dropped())
                .containsExactly(
                        "frequency_penalty",
                        "logit_bias",
                        "logprobs",
                        "presence_penalty",
                        "stop",
                        "temperature",
                        "top_logprobs",
                        "top_p");
        assertThat(built("gpt-5", false, members).dropped()).doesNotContain("stop");
        Request usual = built("gpt-5", false, "'temperature':1,'top_p':1.0,'presence_penalty':0");
        assertThat(usual.dropped()).isEmpty();
        assertThat(sent(usual).propertyNames()).containsExactlyInAnyOrder("model", "messages");
        assertThat(built("gpt-4o", false, "'top_k':3").dropped()).containsExactly("top_k");
    }

    @Test
    void from51SamplingIsTakenWhileNothingIsThought() throws Exception {
        String members = "'temperature':0.5,'logprobs':true,'reasoning_effort':'none'";
        assertThat(built("gpt-5.1", false, members).dropped()).isEmpty();
        assertThat(sent(built("gpt-5.1", false, members)).has("temperature")).isTrue();
        assertThat(built("gpt-5.1", false, "'temperature':0.5,'reasoning_effort':'low'").dropped())
                .containsExactly("temperature");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "o3, none, low, reasoning_effort",
                "o3, minimal, low, -",
                "o4-mini, xhigh, high, -",
                "gpt-5, minimal, minimal, -",
                "gpt-5, none, minimal, reasoning_effort",
                "gpt-5, max, high, -",
                "gpt-5.1, none, none, -",
                "gpt-5.1, xhigh, high, -",
                "gpt-5.2, xhigh, xhigh, -",
                "gpt-5.2, max, xhigh, -",
                "gpt-5.5, minimal, low, -",
                "gpt-5.6, max, max, -",
                "gpt-5.6, minimal, low, -",
                "gpt-5.6, tomorrow, tomorrow, -",
                "gpt-4o, high, -, reasoning_effort",
                "gpt-4o, none, -, -",
            })
    void everyModelIsAskedForAnEffortItKnows(
            String model, String asked, String effort, String dropped) throws Exception {
        Request built = built(model, false, "'reasoning_effort':'" + asked + "'");
        assertThat(sent(built).path("reasoning_effort").asString(null)).isEqualTo(effort);
        assertThat(List.copyOf(built.dropped()))
                .isEqualTo(dropped == null ? List.of() : List.of(dropped));
    }

    @Test
    void theObjectIsTranslatedAndNeverSent() throws Exception {
        Request built =
                built(
                        "gpt-5.2",
                        false,
                        "'reasoning_effort':'low','reasoning':{'effort':'high','budget_tokens':9,'include':true}");
        assertThat(sent(built).path("reasoning_effort").stringValue()).isEqualTo("high");
        assertThat(sent(built).has("reasoning")).isFalse();
        assertThat(built.dropped()).containsExactly("reasoning.budget_tokens", "reasoning.include");
        assertThat(
                        sent(built("gpt-5.2", false, "'reasoning':{'budget_tokens':4100}"))
                                .path("reasoning_effort")
                                .stringValue())
                .isEqualTo("high");
    }

    @Test
    void from54ToolsGoOnlyWithoutThinking() throws Exception {
        Request built = built("gpt-5.6", false, TOOLS + ",'reasoning_effort':'high'");
        assertThat(sent(built).path("reasoning_effort").stringValue()).isEqualTo("none");
        assertThat(built.dropped()).containsExactly("reasoning_effort");
        assertThat(sent(built("gpt-5.6", false, TOOLS)).path("reasoning_effort").stringValue())
                .isEqualTo("none");
        assertThat(sent(built("gpt-5.2", false, TOOLS)).has("reasoning_effort")).isFalse();
    }

    @Test
    void whatOtherVendorsLeftInTheConversationStaysHere() throws Exception {
        Request built =
                new OpenAiChat(OpenAi.OWN)
                        .request(
                                call(
                                        "gpt-4o",
                                        false,
                                        "{'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b',"
                                                + "'reasoning_content':'t','thinking_blocks':[{}],'extra_content':{},"
                                                + "'tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{}'},'extra_content':{}}]}]}"));
        assertThat(sent(built).at("/messages/1").toString().replace('"', '\''))
                .isEqualTo(
                        "{'role':'assistant','content':'b','tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{}'}}]}");
        assertThat(built.dropped()).isEmpty();
    }

    @Test
    void aNullIsNothingThatCouldBeLost() throws Exception {
        assertThat(built("o3", false, "'stop':null,'temperature':null").dropped()).isEmpty();
    }

    @Test
    void otherStreamOptionsStay() throws Exception {
        assertThat(
                        sent(built(
                                        "gpt-4o",
                                        true,
                                        "'stream_options':{'include_obfuscation':false}"))
                                .path("stream_options")
                                .toString())
                .isEqualTo("{\"include_obfuscation\":false,\"include_usage\":true}");
        assertThat(sent(built("gpt-4o", false, "'stream_options':{}")).has("stream_options"))
                .isFalse();
    }
}
