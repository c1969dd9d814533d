package dev.millrace.provider.deepseek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.openai.OpenAiShapedContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeepSeekChatTest extends OpenAiShapedContract {

    @Override
    protected Provider make(Endpoint endpoint, UpstreamClient client) {
        return DeepSeek.provider(endpoint, client);
    }

    private static final String TOOLS = "'tools':[{'type':'function','function':{'name':'f'}}]";
    private static final String HISTORY =
            "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b','reasoning_content':'t'},"
                    + "{'role':'user','content':'c'},{'role':'assistant','content':'d'},{'role':'user','content':'e'}]";

    @Test
    void itKnowsTheJsonModeButNoSchema() {
        assertThat(provider.formats("deepseek-v4-pro")).containsExactly(AnswerFormat.JSON_OBJECT);
    }

    /** Trap 14. */
    @Test
    void trap14WithToolsEveryAnswerGoesBackWithItsThoughts() throws Exception {
        answered("deepseek-v4-pro", false, HISTORY, TOOLS);
        assertThat(sent().at("/messages/1/reasoning_content").stringValue()).isEqualTo("t");
        assertThat(sent().at("/messages/3/reasoning_content").stringValue()).isEmpty();
        assertThat(sent().at("/messages/0").has("reasoning_content")).isFalse();
        answered("deepseek-v4-pro", false, HISTORY);
        assertThat(sent().at("/messages/3").has("reasoning_content")).isFalse();
        answered("deepseek-reasoner", false, HISTORY);
        assertThat(sent().path("messages").toString()).doesNotContain("reasoning_content");
    }

    @ParameterizedTest
    @CsvSource({
        "minimal, low",
        "low, low",
        "medium, high",
        "high, high",
        "xhigh, max",
        "max, max",
    })
    void itKnowsThreeEfforts(String asked, String effort) throws Exception {
        answered("deepseek-v4-flash", false, "'reasoning_effort':'" + asked + "'");
        assertThat(sent().path("reasoning_effort").stringValue()).isEqualTo(effort);
        assertThat(sent().at("/thinking/type").stringValue()).isEqualTo("enabled");
    }

    @Test
    void itThinksUnlessItIsToldNotTo() throws Exception {
        answered("deepseek-v4-pro", false);
        assertThat(sent().has("thinking")).isFalse();
        answered("deepseek-v4-pro", false, "'reasoning_effort':'none'", "'temperature':0.5");
        assertThat(sent().at("/thinking/type").stringValue()).isEqualTo("disabled");
        assertThat(sent().has("reasoning_effort")).isFalse();
        assertThat(sent().path("temperature").doubleValue()).isEqualTo(0.5);
        assertThat(
                        answered("deepseek-v4-pro", false, "'reasoning':{'budget_tokens':9000}")
                                .dropped())
                .containsExactly("reasoning.budget_tokens");
        assertThat(sent().path("reasoning_effort").stringValue()).isEqualTo("max");
    }

    @Test
    void whatItWouldIgnoreWhileItThinksIsNamed() throws Exception {
        assertThat(
                        answered(
                                        "deepseek-v4-pro",
                                        false,
                                        "'temperature':0.5",
                                        "'presence_penalty':1",
                                        "'frequency_penalty':0")
                                .dropped())
                .containsExactly("presence_penalty", "temperature");
    }

    @Test
    void aToolIsForcedOnlyUponAModelThatDoesNotThink() throws Exception {
        assertThat(answered("deepseek-v4-pro", false, TOOLS, "'tool_choice':'required'").dropped())
                .isEmpty();
        assertThat(sent().at("/thinking/type").stringValue()).isEqualTo("disabled");
        assertThat(sent().path("tool_choice").stringValue()).isEqualTo("required");
        assertThat(
                        answered(
                                        "deepseek-v4-pro",
                                        false,
                                        TOOLS,
                                        "'tool_choice':'required'",
                                        "'reasoning_effort':'low'")
                                .dropped())
                .containsExactly("tool_choice");
        assertThat(sent().path("tool_choice").stringValue()).isEqualTo("auto");
    }

    @Test
    void schemasAndStrictToolsAreNotForItsUsualAddress() throws Exception {
        String strict = "'tools':[{'type':'function','function':{'name':'f','strict':true}}]";
        assertThat(
                        answered(
                                        "deepseek-v4-pro",
                                        false,
                                        strict,
                                        "'response_format':{'type':'json_schema','json_schema':{'name':'n'}}",
                                        "'max_completion_tokens':3")
                                .dropped())
                .containsExactly("response_format", "tools.strict");
        assertThat(sent().at("/response_format/type").stringValue()).isEqualTo("json_object");
        assertThat(sent().path("max_tokens").intValue()).isEqualTo(3);
        provider = at("/beta").chat();
        assertThat(answered("deepseek-v4-pro", false, strict).dropped()).isEmpty();
        assertThat(sent().toString()).contains("\"strict\":true");
    }

    @Test
    void whatItsCacheGaveIsRead() throws Exception {
        upstream.then(
                Reply.json(
                        plain("ok")
                                .replace(
                                        "\"total_tokens\":18",
                                        "\"prompt_cache_hit_tokens\":6,\"prompt_cache_miss_tokens\":5,"
                                                + "\"completion_tokens_details\":{\"reasoning_tokens\":3}")));
        Answer answer = ask(call(false));
        assertThat(answer.usage().getCachedInputTokens()).isEqualTo(6);
        assertThat(answer.usage().getReasoningOutputTokens()).isEqualTo(3);
    }

    @Test
    void signsOfLifeUnderLoadAreNoAnswer() throws Exception {
        upstream.then(
                Reply.json("\n\n\n\n" + plain("ok")),
                Reply.raw(": keep-alive\n\n: keep-alive\n\n" + parts("ok") + ending()));
        assertThat(message(ask(call(false))).path("content").stringValue()).isEqualTo("ok");
        assertThat(message(ask(call(true))).path("content").stringValue()).isEqualTo("ok");
        assertThat(shown()).isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource({"insufficient_system_resource", "aborted"})
    void aBreakdownIsNoAnswer(String reason) {
        upstream.then(Reply.raw(parts("hal") + finish(reason) + "data: [DONE]\n\n"));
        ProviderException e = refused(call(true));
        assertThat(e.failure()).isInstanceOf(ProviderFailure.ServerError.class);
        assertThat(message(e.kept()).path("content").stringValue()).isEqualTo("hal");
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidRequest",
        "401, Authentication",
        "402, QuotaExhausted",
        "422, InvalidRequest",
        "429, RateLimited",
        "500, ServerError",
        "503, Overloaded",
    })
    void itsStatusTellsWhatIsWrong(int status, String failure) {
        upstream.then(Reply.error(status, errorBody("", "m")));
        assertThat(failure(call(false)).getClass().getSimpleName()).isEqualTo(failure);
    }

    @Test
    void itDoesNotEmbed() {
        EmbeddingCall call =
                new EmbeddingCall(
                        "m",
                        RequestBody.parse("{\"input\":\"x\"}".getBytes(StandardCharsets.UTF_8)),
                        Instant.now().plusSeconds(20));
        ProviderException e =
                catchThrowableOfType(
                        ProviderException.class,
                        () -> at("/v1").embeddings().embed(call, new Cancellation()));
        assertThat(e.failure()).isInstanceOf(ProviderFailure.ModelNotFound.class);
        assertThat(upstream.requests()).isEmpty();
    }
}
