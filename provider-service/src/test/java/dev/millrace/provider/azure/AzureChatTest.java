package dev.millrace.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChatProviderContract;
import dev.millrace.provider.faults.AzureWords;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AzureChatTest extends ChatProviderContract {

    private final AzureWords words = new AzureWords("v1", "");
    private AzureSettings settings = AzureSettings.V1;

    @Override
    protected ChatProvider open(ScriptedUpstream upstream, Duration patience, int answerLimit) {
        Patience times = new Patience(Duration.ofSeconds(2), patience, patience, answerLimit);
        return Azure.provider(
                        new Endpoint("p", address("/openai/v1/"), "k-1"),
                        settings,
                        new UpstreamClient(Clock.systemUTC(), times))
                .chat();
    }

    private String address(String path) {
        return upstream.url().replace("/v1", path);
    }

    private void set(AzureSettings settings) {
        this.settings = settings;
        provider = open(upstream, Duration.ofSeconds(5), 1 << 20);
    }

    @Override
    protected String plain(String text) {
        return words.plain(text, true);
    }

    @Override
    protected String parts(String... parts) {
        return words.parts(true, parts);
    }

    @Override
    protected String ending() {
        return words.ending(true);
    }

    @Override
    protected String overloadEvent() {
        return words.overloadEvent();
    }

    @Override
    protected String errorBody(String code, String message) {
        return "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message);
    }

    private JsonNode sent() {
        return Json.MAPPER.readTree(upstream.requests().getLast().body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/openai", "/openai/", "/openai/v1", "/openai/v1/"})
    void aResourceIsFoundWhicheverOfItsPathsWasCopied(String path) {
        assertThat(AzurePaths.resource("https://me.openai.azure.com" + path))
                .isEqualTo("https://me.openai.azure.com");
    }

    @Test
    void theV1ApiIsAskedWithTheDeploymentAsItsModel() throws Exception {
        upstream.then(Reply.json(plain("ok")));
        ask(call(false));
        assertThat(upstream.requests().getLast().path()).isEqualTo("/openai/v1/chat/completions");
        assertThat(upstream.requests().getLast().headers())
                .containsEntry("api-key", "k-1")
                .doesNotContainKey("authorization");
        assertThat(sent().path("model").stringValue()).isEqualTo("their-model");
    }

    @Test
    void theDatedApiIsAskedBelowTheDeployment() throws Exception {
        set(new AzureSettings("2024-10-21", Map.of()));
        upstream.then(Reply.raw(parts("ok") + ending()));
        ask(call(true));
        assertThat(upstream.requests().getLast().path())
                .isEqualTo(
                        "/openai/deployments/their-model/chat/completions?api-version=2024-10-21");
        assertThat(new AzurePaths("2024-10-21").of("a b/../c?", "/embeddings"))
                .isEqualTo(
                        "/openai/deployments/a%20b%2F..%2Fc%3F/embeddings?api-version=2024-10-21");
    }

    @Test
    void theModelBehindADeploymentDecidesTheRequest() throws Exception {
        set(new AzureSettings("", Map.of("their-model", "gpt-5-mini")));
        upstream.then(Reply.json(plain("ok")));
        ask(call(false, "\"max_tokens\":9"));
        assertThat(sent().path("max_completion_tokens").intValue()).isEqualTo(9);
        assertThat(sent().has("max_tokens")).isFalse();
        assertThat(sent().path("model").stringValue()).isEqualTo("their-model");
    }

    @ParameterizedTest
    @CsvSource({"max_tokens,max_completion_tokens", "max_completion_tokens,max_tokens"})
    void aDeploymentsWordForTheLimitIsLearntFromItsRefusal(String refused, String wanted)
            throws Exception {
        upstream.then(
                Reply.error(400, refusal(refused, wanted)),
                Reply.json(plain("ok")),
                Reply.json(plain("ok")));
        String limit = "\"" + refused + "\":9";
        assertThat(failure(call(false, limit)))
                .isInstanceOfSatisfying(
                        ProviderFailure.Misworded.class,
                        failure -> assertThat(failure.param()).isEqualTo(refused));
        ask(call(false, limit));
        assertThat(sent().path(wanted).intValue()).isEqualTo(9);
        assertThat(sent().has(refused)).isFalse();
        ask(call(false, "\"" + wanted + "\":8"));
        assertThat(sent().path(wanted).intValue()).isEqualTo(8);
    }

    private static String refusal(String refused, String wanted) {
        return refused.equals("max_tokens")
                ? """
                {"error":{"message":"Unsupported parameter: '%s' is not supported with this model. Use '%s' instead.",
                 "type":"invalid_request_error","param":"%s","code":"unsupported_parameter"}}"""
                        .formatted(refused, wanted, refused)
                : """
                {"error":{"message":"Unrecognized request argument supplied: %s",
                 "type":"invalid_request_error","param":null,"code":null}}"""
                        .formatted(refused);
    }

    @Test
    void whatOneDeploymentWantsIsNothingToAnother() throws Exception {
        upstream.then(
                Reply.error(400, refusal("max_tokens", "max_completion_tokens")),
                Reply.json(plain("ok")));
        failure(call(false, "\"max_tokens\":9"));
        var mine = call(false, "\"max_tokens\":9");
        ask(
                new dev.millrace.provider.chat.ChatCall(
                        "another", mine.body(), false, mine.deadline()));
        assertThat(sent().path("max_tokens").intValue()).isEqualTo(9);
    }

    @Test
    void aLimitThatIsTooHighTeachesNothing() throws Exception {
        upstream.then(
                Reply.error(
                        400,
                        "{\"error\":{\"message\":\"max_tokens is too large: 99. Use less.\",\"param\":\"max_tokens\",\"code\":\"invalid_value\"}}"),
                Reply.json(plain("ok")));
        assertThat(failure(call(false, "\"max_tokens\":99")))
                .isInstanceOf(ProviderFailure.InvalidRequest.class);
        ask(call(false, "\"max_tokens\":9"));
        assertThat(sent().path("max_tokens").intValue()).isEqualTo(9);
    }

    @Test
    void whatTheFilterAddsDoesNoHarm() throws Exception {
        upstream.then(
                Reply.raw(
                        "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_results\":[{\"prompt_index\":0}]}\n\n"
                                + "data: {\"choices\":[{\"index\":0,\"finish_reason\":null,\"content_filter_results\":{},\"content_filter_offsets\":{\"check_offset\":44}}]}\n\n"
                                + parts("ok")
                                + ending()));
        Answer answer = ask(call(true));
        assertThat(message(answer).path("content").stringValue()).isEqualTo("ok");
        assertThat(answer.model()).isEqualTo("m-1");
        assertThat(answer.usage().getOutputTokens()).isEqualTo(7);
    }

    @Test
    void whatTheFilterBlocksIsTold() throws Exception {
        String inner =
                "\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\",\"content_filter_result\":{\"hate\":{\"filtered\":true,\"severity\":\"high\"}}}";
        upstream.then(
                Reply.error(
                        400,
                        "{\"error\":{\"message\":\"m\",\"type\":null,\"param\":\"prompt\",\"code\":\"content_filter\",\"status\":400,%s}}"
                                .formatted(inner)),
                Reply.error(
                        400,
                        "{\"error\":{\"message\":\"m\",\"code\":\"BadRequest\"," + inner + "}}"),
                Reply.json(plain("half").replace("\"stop\"", "\"content_filter\"")),
                Reply.raw(
                        parts("half")
                                + "data: {\"error\":{\"code\":\"content_filter\",\"message\":\"m\"}}\n\n"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.ContentFiltered("m"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.ContentFiltered("m"));
        assertThat(ask(call(false)).finishReasons()).containsExactly("content_filter");
        assertThat(failure(call(true))).isEqualTo(new ProviderFailure.ContentFiltered("m"));
    }

    @Test
    void anUnknownDeploymentAndAWrongKeyAreTold() {
        upstream.then(
                Reply.error(
                        404,
                        "{\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"The API deployment for this resource does not exist.\"}}"),
                Reply.error(
                        401,
                        "{\"error\":{\"code\":\"401\",\"message\":\"Access denied due to invalid subscription key.\"}}"));
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.ModelNotFound.class);
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.Authentication.class);
    }

    @Test
    void aPauseIsReadFromHeadersAndFromWords() {
        upstream.then(
                Reply.error(429, errorBody("429", "m"), "retry-after: 60", "retry-after-ms: 900"),
                Reply.error(
                        429,
                        errorBody("429", "m"),
                        "x-ratelimit-remaining-requests: 9",
                        "x-ratelimit-reset-requests: 99",
                        "x-ratelimit-remaining-tokens: 0",
                        "x-ratelimit-reset-tokens: 12"),
                Reply.error(429, errorBody("RateLimitReached", "Please retry after 4 seconds.")),
                Reply.error(429, errorBody("429", "Too much.")));
        List<Duration> told =
                List.of(Duration.ofMillis(900), Duration.ofSeconds(12), Duration.ofSeconds(4));
        for (Duration pause : told) {
            assertThat(failure(call(false)))
                    .isInstanceOfSatisfying(
                            ProviderFailure.RateLimited.class,
                            failure -> assertThat(failure.retryAfter()).isEqualTo(pause));
        }
        assertThat(failure(call(false)))
                .isEqualTo(new ProviderFailure.RateLimited(null, "Too much."));
    }

    private Provider listing(AzureSettings settings) {
        return Azure.provider(
                new Endpoint("p", address(""), "k-1"),
                settings,
                new UpstreamClient(
                        Clock.systemUTC(),
                        new Patience(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5),
                                1 << 20)));
    }

    @Test
    void theListHoldsWhatChatsOrEmbeds() throws Exception {
        upstream.then(
                Reply.json(
                        """
                        {"data":[{"id":"a","capabilities":{"inference":true,"chat_completion":true}},
                         {"id":"b","capabilities":{"inference":true,"chat_completion":false,"embeddings":true}},
                         {"id":"c","capabilities":{"inference":true,"completion":true,"chat_completion":false}},
                         {"id":"d","capabilities":{"inference":false,"chat_completion":true}},
                         {"id":"e"}]}"""));
        assertThat(listing(new AzureSettings("2024-10-21", Map.of())).models().models())
                .containsExactly("a", "b", "e");
        assertThat(upstream.requests().getLast().path())
                .isEqualTo("/openai/models?api-version=2024-10-21");
    }

    @Test
    void deploymentsThatAreNamedAreTheListOnceTheKeyIsGood() throws Exception {
        Provider named = listing(AzureSettings.of("", "fast=gpt-5-mini,gpt-4o"));
        upstream.then(
                Reply.json("{\"data\":[{\"id\":\"a\"}]}"),
                Reply.error(404, "{}"),
                Reply.error(401, "{}"));
        assertThat(named.models().models()).containsExactly("fast", "gpt-4o");
        assertThat(named.models().behind("fast")).isEqualTo("gpt-5-mini");
        assertThat(named.models().behind("gpt-4o")).isEqualTo("gpt-4o");
        assertThat(upstream.requests().getLast().path()).isEqualTo("/openai/v1/models");
        assertThat(named.models().models()).containsExactly("fast", "gpt-4o");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> named.models().models()))
                .hasMessage("Authentication");
    }
}
