package dev.millrace.provider.qianfan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.openai.OpenAiShapedContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.RateLimits;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QianfanChatTest extends OpenAiShapedContract {

    @Override
    protected Provider make(Endpoint endpoint, UpstreamClient client) {
        return Qianfan.provider(endpoint, client);
    }

    @Test
    void allButTheLineX1KnowSchemas() {
        assertThat(provider.formats("ernie-4.5-turbo-128k")).contains(AnswerFormat.JSON_SCHEMA);
        assertThat(provider.formats("ernie-x1-turbo-32k")).isEmpty();
    }

    @Test
    void stopsAreFewAndShort() throws Exception {
        assertThat(
                        answered(
                                        "ernie-5.0",
                                        false,
                                        "'stop':['a','this one is far too long','c','d','e','f']")
                                .dropped())
                .containsExactly("stop");
        assertThat(sent().path("stop").toString()).isEqualTo("[\"a\",\"c\",\"d\",\"e\"]");
    }

    @Test
    void x1TurboTakesLess() throws Exception {
        String[] members = {
            "'response_format':{'type':'json_object'}",
            "'stop':'x'",
            "'seed':1",
            "'penalty_score':1.5",
            "'presence_penalty':1"
        };
        assertThat(answered("ernie-x1-turbo-32k", false, members).dropped())
                .containsExactly(
                        "penalty_score", "presence_penalty", "response_format", "seed", "stop");
        assertThat(answered("ernie-4.5-turbo-128k", false, members).dropped()).isEmpty();
        assertThat(sent().has("penalty_score")).isTrue();
    }

    @Test
    void theLastMessageSaysSomething() {
        assertThat(failure(of("ernie-5.0", false, "'messages':[{'role':'user','content':' '}]")))
                .isInstanceOf(ProviderFailure.InvalidRequest.class);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void itIsToldToThinkByASwitchAnEffortAndABudget() throws Exception {
        answered("ernie-5.0", false, "'reasoning_effort':'xhigh'");
        assertThat(sent().path("enable_thinking").booleanValue()).isTrue();
        assertThat(sent().path("reasoning_effort").stringValue()).isEqualTo("high");
        answered("ernie-5.0", false, "'reasoning':{'budget_tokens':200}");
        assertThat(sent().path("thinking_budget").intValue()).isEqualTo(200);
        assertThat(sent().has("reasoning_effort")).isFalse();
        answered("ernie-5.0", false, "'reasoning_effort':'none'");
        assertThat(sent().path("enable_thinking").booleanValue()).isFalse();
        assertThat(answered("ernie-5.0", false, "'reasoning':{'budget_tokens':99}").dropped())
                .containsExactly("reasoning.budget_tokens");
        assertThat(sent().path("enable_thinking").booleanValue()).isFalse();
        answered("ernie-5.0", false);
        assertThat(sent().has("enable_thinking")).isFalse();
    }

    @Test
    void itsOwnStreamOptionIsKept() throws Exception {
        answered("ernie-5.0", true, "'stream_options':{'chunk_include_usage':true}");
        assertThat(sent().path("stream_options").toString())
                .isEqualTo("{\"chunk_include_usage\":true,\"include_usage\":true}");
    }

    @Test
    void usageOnEveryChunkCountsOnce() throws Exception {
        String usage = ",\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":%d}}";
        upstream.then(
                Reply.raw(
                        parts("a").replace("}\n\n", usage.formatted(1) + "\n\n")
                                + parts("b").replace("}\n\n", usage.formatted(2) + "\n\n")
                                + finish("stop")
                                + "data: [DONE]\n\n"));
        assertThat(ask(call(true)).usage().getOutputTokens()).isEqualTo(2);
    }

    @Test
    void whatItMarksAsUnsafeIsFilteredAndPerhapsHidden() throws Exception {
        upstream.then(
                Reply.json(plain("risky").replace("\"index\":0", "\"index\":0,\"flag\":1")),
                Reply.json(plain("stop it").replace("\"index\":0", "\"index\":0,\"flag\":2")),
                Reply.json(
                        plain("hidden")
                                .replace("\"index\":0", "\"index\":0,\"flag\":3,\"ban_round\":1")),
                Reply.raw(
                        parts("shown")
                                + event(
                                        "{\"index\":0,\"flag\":4,\"delta\":{\"content\":\"taken back\"}}")
                                + "data: [DONE]\n\n"));
        assertThat(ask(call(false)).finishReasons()).containsExactly("stop");
        assertThat(ask(call(false)).finishReasons()).containsExactly("content_filter");
        Answer hidden = ask(call(false));
        assertThat(hidden.finishReasons()).containsExactly("content_filter");
        assertThat(message(hidden).toString()).doesNotContain("hidden");
        assertThat(Json.MAPPER.readTree(hidden.output()).at("/0/ban_round").intValue())
                .isEqualTo(1);
        Answer retracted = ask(call(true));
        assertThat(retracted.finishReasons()).containsExactly("content_filter");
        assertThat(shown()).isEqualTo("shown");
    }

    @Test
    void normalIsStop() throws Exception {
        upstream.then(Reply.raw(parts("x") + finish("normal") + "data: [DONE]\n\n"));
        assertThat(ask(call(true)).finishReasons()).containsExactly("stop");
    }

    @Test
    void itsHeadersTellWhatIsLeft() throws Exception {
        upstream.then(
                Reply.of(
                        200,
                        "application/json",
                        plain("ok"),
                        "X-Ratelimit-Limit-Requests: 60",
                        "X-Ratelimit-Remaining-Requests: 59",
                        "X-Ratelimit-Limit-Input-Tokens: 1000",
                        "X-Ratelimit-Remaining-Input-Tokens: 10"));
        ask(call(false));
        assertThat(rates)
                .containsExactly(
                        new RateLimits(
                                new RateLimits.Window(60, 59, null),
                                null,
                                new RateLimits.Window(1_000, 10, null),
                                null));
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_model, ModelNotFound",
        "400, invalid_messages, InvalidRequest",
        "400, tokens_too_long, ContextTooLong",
        "400, characters_too_long, ContextTooLong",
        "401, invalid_iam_token, Authentication",
        "401, invalid_appid, Authentication",
        "403, system_unsafe, ContentFiltered",
        "429, rpm_rate_limit_exceeded, RateLimited",
        "429, tpm_rate_limit_exceeded, RateLimited",
        "429, user_rate_limit_exceeded, RateLimited",
        "429, cluster_tpm_rate_limit_exceeded, RateLimited",
        "500, internal_error, ServerError"
    })
    void itsOwnCodesAreUnderstood(int status, String code, String failure) {
        upstream.then(Reply.error(status, errorBody(code, "m")));
        assertThat(failure(call(false)).getClass().getSimpleName()).isEqualTo(failure);
    }
}
