package dev.millrace.provider.zhipu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.openai.OpenAiShapedContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZhipuChatTest extends OpenAiShapedContract {

    @Override
    protected Provider make(Endpoint endpoint, UpstreamClient client) {
        return Zhipu.provider(endpoint, client, List.of("glm-4.6"));
    }

    @Test
    void itKnowsTheJsonModeButNoSchema() {
        assertThat(provider.formats("glm-4.6")).containsExactly(AnswerFormat.JSON_OBJECT);
    }

    @Test
    void whatItDoesNotKnowIsNotSent() throws Exception {
        Answer answer =
                answered(
                        "glm-4.6",
                        true,
                        "'stream_options':{'include_usage':true}",
                        "'presence_penalty':1",
                        "'frequency_penalty':1",
                        "'max_completion_tokens':5",
                        "'messages':[{'role':'user','name':'ann','content':'hi'}]",
                        "'tools':[{'type':'function','function':{'name':'f','strict':true}}]");
        assertThat(answer.dropped())
                .containsExactly(
                        "frequency_penalty", "messages.name", "presence_penalty", "tools.strict");
        assertThat(sent().has("stream_options")).isFalse();
        assertThat(sent().has("presence_penalty")).isFalse();
        assertThat(sent().path("max_tokens").intValue()).isEqualTo(5);
        assertThat(sent().toString()).doesNotContain("ann", "strict");
    }

    /** Trap 12. */
    @Test
    void trap12UsageComesInTheLastChunkUnasked() throws Exception {
        Answer answer = answered("glm-4.6", true, "'stream_options':{'include_usage':true}");
        assertThat(answer.usage().getEstimated()).isFalse();
        assertThat(answer.dropped()).isEmpty();
        assertThat(sent().has("stream_options")).isFalse();
    }

    @Test
    void numbersStayWithinItsRange() throws Exception {
        assertThat(answered("glm-4.6", false, "'temperature':1.7", "'top_p':0").dropped())
                .containsExactly("temperature", "top_p");
        assertThat(sent().path("temperature").doubleValue()).isEqualTo(1);
        assertThat(sent().path("top_p").doubleValue()).isEqualTo(0.01);
        assertThat(answered("glm-4.6", false, "'temperature':0.7", "'do_sample':false").dropped())
                .isEmpty();
        assertThat(sent().path("temperature").doubleValue()).isEqualTo(0.7);
        assertThat(sent().path("do_sample").booleanValue()).isFalse();
    }

    @Test
    void itTakesFourStops() throws Exception {
        assertThat(answered("glm-4.6", false, "'stop':['a','b','c','d','e']").dropped())
                .containsExactly("stop");
        assertThat(sent().path("stop")).hasSize(4);
        assertThat(answered("glm-4.6", false, "'stop':'a'").dropped()).isEmpty();
    }

    @Test
    void toolsAreChosenFreelyAndTheirArgumentsStreamed() throws Exception {
        String tools = "'tools':[{'type':'function','function':{'name':'f'}}]";
        assertThat(answered("glm-4.6", true, tools, "'tool_choice':'required'").dropped())
                .containsExactly("tool_choice");
        assertThat(sent().path("tool_choice").stringValue()).isEqualTo("auto");
        assertThat(sent().path("tool_stream").booleanValue()).isTrue();
        assertThat(answered("glm-4.6", true, tools, "'tool_choice':'none'").dropped()).isEmpty();
        assertThat(sent().has("tools")).isFalse();
        assertThat(sent().has("tool_stream")).isFalse();
        answered("glm-4.6", false, tools);
        assertThat(sent().has("tool_stream")).isFalse();
    }

    @Test
    void aSchemaBecomesTheJsonMode() throws Exception {
        assertThat(
                        answered(
                                        "glm-4.6",
                                        false,
                                        "'response_format':{'type':'json_schema','json_schema':{'name':'n'}}")
                                .dropped())
                .containsExactly("response_format");
        assertThat(sent().path("response_format").toString())
                .isEqualTo("{\"type\":\"json_object\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "glm-4.6 | none | disabled | - | -",
                "glm-4.6 | low | enabled | - | reasoning_effort",
                "glm-5.2 | medium | enabled | medium | -",
                "glm-5.2 | none | disabled | - | -",
                "glm-5.3 | medium | enabled | high | -",
                "glm-5.3 | xhigh | enabled | max | -",
                "glm-5.3 | none | enabled | low | reasoning_effort",
            })
    void everyGenerationIsToldToThinkInItsWay(
            String model, String asked, String type, String effort, String dropped)
            throws Exception {
        Answer answer = answered(model, false, "'reasoning_effort':'" + asked + "'");
        assertThat(sent().at("/thinking/type").stringValue()).isEqualTo(type);
        assertThat(sent().path("reasoning_effort").asString(null)).isEqualTo(effort);
        assertThat(answer.dropped()).isEqualTo(dropped == null ? List.of() : List.of(dropped));
    }

    @Test
    void aBudgetIsNamedAndBecomesAnEffort() throws Exception {
        assertThat(answered("glm-5.3", false, "'reasoning':{'budget_tokens':5000}").dropped())
                .containsExactly("reasoning.budget_tokens");
        assertThat(sent().path("reasoning_effort").stringValue()).isEqualTo("high");
    }

    @Test
    void thoughtsThatComeBackAreGoneOnWith() throws Exception {
        answered(
                "glm-4.7",
                false,
                "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b','reasoning_content':'t'},{'role':'user','content':'c'}]");
        assertThat(sent().path("thinking").toString())
                .isEqualTo("{\"clear_thinking\":false,\"type\":\"enabled\"}");
        assertThat(sent().at("/messages/1/reasoning_content").stringValue()).isEqualTo("t");
        answered("glm-4.7", false);
        assertThat(sent().has("thinking")).isFalse();
    }

    @Test
    void whatItWouldRefuseIsRefusedHere() {
        assertThat(failure(of("glm-4.6", false, "'messages':[{'role':'system','content':'a'}]")))
                .isInstanceOf(ProviderFailure.InvalidRequest.class);
        String image = "data:image/png;base64," + "A".repeat(8 << 20);
        assertThat(
                        failure(
                                of(
                                        "glm-4.6v",
                                        false,
                                        "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'"
                                                + image
                                                + "'}}]}]")))
                .isInstanceOf(ProviderFailure.InvalidRequest.class);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void itsFinishReasonsAreTranslatedAndItsFailuresTold() throws Exception {
        upstream.then(
                Reply.raw(parts("x") + finish("sensitive") + "data: [DONE]\n\n"),
                Reply.raw(
                        parts("x") + finish("model_context_window_exceeded") + "data: [DONE]\n\n"),
                Reply.raw(parts("x") + finish("network_error") + "data: [DONE]\n\n"));
        assertThat(ask(call(true)).finishReasons()).containsExactly("content_filter");
        assertThat(ask(call(true)).finishReasons()).containsExactly("length");
        ProviderException e = refused(call(true));
        assertThat(e.failure()).isInstanceOf(ProviderFailure.ServerError.class);
        assertThat(message(e.kept()).path("content").stringValue()).isEqualTo("x");
    }

    @Test
    void itsModelsAreThoseThatAreShipped() throws Exception {
        assertThat(at("/v1").models().models()).containsExactly("glm-4.6");
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "401, 1000, Authentication",
        "401, 1001, Authentication",
        "401, 1002, Authentication",
        "401, 1003, Authentication",
        "401, 1004, Authentication",
        "429, 1113, QuotaExhausted",
        "400, 1211, ModelNotFound",
        "500, 1210, InvalidRequest",
        "500, 1213, InvalidRequest",
        "500, 1214, InvalidRequest",
        "500, 1215, InvalidRequest",
        "400, 1261, ContextTooLong",
        "400, 1301, ContentFiltered",
        "429, 1302, RateLimited",
        "429, 1303, RateLimited",
        "429, 1305, Overloaded",
        "429, 1312, Overloaded",
        "429, 1304, QuotaExhausted",
        "429, 1308, QuotaExhausted",
        "429, 1310, QuotaExhausted",
        "500, 1200, ServerError",
        "500, 1230, ServerError",
        "500, 1234, ServerError"
    })
    void itsOwnCodesAreUnderstood(int status, String code, String failure) {
        upstream.then(Reply.error(status, errorBody(code, "m")));
        assertThat(failure(call(false)).getClass().getSimpleName()).isEqualTo(failure);
    }
}
