package dev.millrace.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.RateLimits;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenAiChatTest extends OpenAiShapedContract {

    @Override
    protected Provider make(Endpoint endpoint, UpstreamClient client) {
        return OpenAi.provider(endpoint, client);
    }

    @Test
    void theCallersBodyGoesOnWithAnotherModel() throws Exception {
        upstream.then(Reply.json(plain("ok")));
        ask(
                call(
                        false,
                        "\"stream\":false",
                        "\"seed\":12345678901234567890",
                        "\"temperature\":1.0000000000000000001",
                        "\"millrace\":{\"a\":1}",
                        "\"retrieval\":{\"knowledge_base\":\"kb\"}",
                        "\"their_own\":{\"a\":[1]}"));
        assertThat(upstream.requests().getLast().path()).isEqualTo("/v1/chat/completions");
        assertThat(upstream.requests().getLast().headers())
                .containsEntry("authorization", "Bearer sk-1")
                .containsEntry("content-type", "application/json");
        assertThat(upstream.requests().getLast().body())
                .contains("\"seed\":12345678901234567890")
                .contains("\"temperature\":1.0000000000000000001")
                .contains("\"their_own\":{\"a\":[1]}")
                .contains("\"model\":\"their-model\"")
                .doesNotContain("millrace")
                .doesNotContain("asked")
                .doesNotContain("stream");
    }

    @Test
    void aStreamAlwaysAsksForUsage() throws Exception {
        upstream.then(Reply.raw(parts("ok") + ending()));
        ask(call(true, "\"stream_options\":{\"include_usage\":false}"));
        assertThat(sent().path("stream").booleanValue()).isTrue();
        assertThat(sent().path("stream_options").path("include_usage").booleanValue()).isTrue();
    }

    @Test
    void reasoningIsCalledReasoningContentWhateverTheServerSays() throws Exception {
        upstream.then(
                Reply.raw(
                        event("{\"index\":0,\"delta\":{\"reasoning\":\"hm\"}}")
                                + event("{\"index\":0,\"delta\":{\"reasoning_content\":\" so\"}}")
                                + parts("yes")
                                + ending()));
        Answer answer = ask(call(true));
        assertThat(message(answer).path("reasoning_content").stringValue()).isEqualTo("hm so");
        assertThat(message(answer).path("content").stringValue()).isEqualTo("yes");
        assertThat(chunks).noneMatch(chunk -> chunk.path(0).path("delta").has("reasoning"));
    }

    @Test
    void toolCallsAreAssembledByIndexAndArguments() throws Exception {
        upstream.then(
                Reply.raw(
                        tool(
                                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\"\"}}")
                                + tool(
                                        "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}")
                                + tool("{\"index\":0,\"function\":{\"arguments\":\":1}\"}}")
                                + finish("stop")
                                + "data: [DONE]\n\n"));
        Answer answer = ask(call(true));
        JsonNode calls = message(answer).path("tool_calls");
        assertThat(calls).hasSize(2);
        assertThat(calls.path(0).path("function").path("arguments").stringValue())
                .isEqualTo("{\"x\":1}");
        assertThat(calls.path(1).path("id").stringValue()).isEqualTo("b");
        assertThat(message(answer).path("content").isNull()).isTrue();
        assertThat(answer.finishReasons()).containsExactly("tool_calls");
    }

    @Test
    void trap4ParallelCallsThatAllSayIndexZeroAreKeptApart() throws Exception {
        upstream.then(
                Reply.raw(
                        tool(
                                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}")
                                + tool(
                                        "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":{\"y\":2}}}")
                                + finish("tool_calls")
                                + "data: [DONE]\n\n"));
        JsonNode calls = message(ask(call(true))).path("tool_calls");
        assertThat(calls).hasSize(2);
        assertThat(calls.path(1).path("function").path("arguments").stringValue())
                .isEqualTo("{\"y\":2}");
    }

    @Test
    void aMissingMarkerIsForgivenAfterAFinishReason() throws Exception {
        upstream.then(Reply.raw(parts("fine") + finish("length")));
        assertThat(ask(call(true)).finishReasons()).containsExactly("length");
    }

    @Test
    void aMarkerWithoutFinishReasonEndsNaturally() throws Exception {
        upstream.then(Reply.raw(parts("fine") + "data: [DONE]\n\n"));
        assertThat(ask(call(true)).finishReasons()).containsExactly("stop");
    }

    @Test
    void aMarkerWithoutItsLastLineEndCounts() throws Exception {
        upstream.then(Reply.raw(parts("fine") + "data: [DONE]"));
        assertThat(message(ask(call(true))).path("content").stringValue()).isEqualTo("fine");
    }

    @Test
    void aBreakdownTellsItselfAsAFinishReason() {
        upstream.then(Reply.raw(parts("hal") + finish("error") + "data: [DONE]\n\n"));
        ProviderException e = refused(call(true));
        assertThat(e.failure()).isInstanceOf(ProviderFailure.ServerError.class);
        assertThat(e.kept()).isNotNull();
    }

    @Test
    void trap11ChunksWithoutChoicesOrDeltaAreSkipped() throws Exception {
        upstream.then(
                Reply.raw(
                        "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n"
                                + "data: {\"choices\":null}\n\n"
                                + event("{\"index\":0,\"content_filter_results\":{}}")
                                + ": keep-alive\n\n"
                                + parts("ok")
                                + ending()));
        Answer answer = ask(call(true));
        assertThat(message(answer).path("content").stringValue()).isEqualTo("ok");
        assertThat(chunks.getFirst().path(0).path("delta").path("role").stringValue())
                .isEqualTo("assistant");
    }

    @Test
    void usageThatIsMissingIsEstimatedAndSaysSo() throws Exception {
        upstream.then(Reply.raw(parts("twelve chars") + finish("stop")));
        Answer answer = ask(call(true));
        assertThat(answer.usage().getEstimated()).isTrue();
        assertThat(answer.usage().getOutputTokens()).isEqualTo(3);
        assertThat(answer.usage().getInputTokens()).isEqualTo(4);
    }

    @Test
    void cachedAndReasoningTokensAreRead() throws Exception {
        upstream.then(
                Reply.json(
                        plain("ok")
                                .replace(
                                        "\"total_tokens\":18",
                                        "\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":2},"
                                                + "\"completion_tokens_details\":{\"reasoning_tokens\":5}")));
        Answer answer = ask(call(false));
        assertThat(answer.usage().getCachedInputTokens()).isEqualTo(4);
        assertThat(answer.usage().getCacheWriteInputTokens()).isEqualTo(2);
        assertThat(answer.usage().getReasoningOutputTokens()).isEqualTo(5);
    }

    @Test
    void emptyChoicesAreAnInvalidAnswer() {
        upstream.then(Reply.json("{\"choices\":[]}"), Reply.raw("data: [DONE]\n\n"));
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.InvalidAnswer.class);
        assertThat(failure(call(true))).isInstanceOf(ProviderFailure.InvalidAnswer.class);
    }

    @Test
    void anErrorInAPlainTwoHundredIsAnError() {
        upstream.then(Reply.json("{\"error\":{\"code\":429,\"message\":\"later\"}}"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.RateLimited(null, "later"));
    }

    @Test
    void aPlainAnswerToAStreamIsItsOnlyChunk() throws Exception {
        upstream.then(Reply.json(plain("whole")));
        Answer answer = ask(call(true));
        assertThat(shown()).isEqualTo("whole");
        assertThat(message(answer).path("content").stringValue()).isEqualTo("whole");
        assertThat(chunks).hasSize(1);
    }

    @Test
    void severalChoicesStayApart() throws Exception {
        upstream.then(
                Reply.raw(
                        event("{\"index\":0,\"delta\":{\"content\":\"a\"}}")
                                + event("{\"index\":1,\"delta\":{\"content\":\"b\"}}")
                                + event("{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}")
                                + event("{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}")
                                + "data: [DONE]\n\n"));
        Answer answer = ask(call(true));
        assertThat(answer.finishReasons()).containsExactly("length", "stop");
    }

    @Test
    void logprobsAndRefusalsAreGathered() throws Exception {
        upstream.then(
                Reply.raw(
                        event(
                                        "{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":[{\"token\":\"a\"}]}}")
                                + event(
                                        "{\"index\":0,\"delta\":{\"content\":\"b\"},\"logprobs\":{\"content\":[{\"token\":\"b\"}]}}")
                                + event("{\"index\":0,\"delta\":{\"refusal\":\"no\"}}")
                                + ending()));
        Answer answer = ask(call(true));
        JsonNode choice = Json.MAPPER.readTree(answer.output()).path(0);
        assertThat(choice.path("logprobs").path("content")).hasSize(2);
        assertThat(choice.path("message").path("refusal").stringValue()).isEqualTo("no");
    }

    @Test
    void adjacentTextsOfOneReadBecomeOneChunk() throws Exception {
        upstream.then(Reply.raw(parts("a", "b", "c", "d") + ending()));
        ask(call(true));
        assertThat(shown()).isEqualTo("abcd");
        assertThat(chunks.size()).isLessThan(5);
    }

    @Test
    void anEndpointNeverShowsItsCredential() {
        assertThat(new Endpoint("p", "http://x", "sk-secret").toString())
                .doesNotContain("sk-secret");
    }

    @Test
    void itsHeadersTellWhatIsLeftAndWhenToComeAgain() throws Exception {
        String[] headers = {
            "x-ratelimit-limit-requests: 60",
            "x-ratelimit-remaining-requests: 0",
            "x-ratelimit-reset-requests: 1m2s",
            "x-ratelimit-limit-tokens: 900",
            "x-ratelimit-remaining-tokens: 800",
            "x-ratelimit-reset-tokens: 6ms"
        };
        upstream.then(
                Reply.of(200, "application/json", plain("ok"), headers),
                Reply.error(429, errorBody("rate_limit_exceeded", "slow"), headers));
        ask(call(false));
        assertThat(rates)
                .containsExactly(
                        new RateLimits(
                                new RateLimits.Window(60, 0, Duration.ofSeconds(62)),
                                new RateLimits.Window(900, 800, Duration.ofMillis(6)),
                                null,
                                null));
        assertThat(failure(call(false)))
                .isEqualTo(new ProviderFailure.RateLimited(Duration.ofSeconds(62), "slow"));
    }

    @Test
    void thoughtsThatAreNotWantedAreCountedAndForgotten() throws Exception {
        String told =
                event("{\"index\":0,\"delta\":{\"reasoning\":\"" + "t".repeat(400) + "\"}}")
                                .repeat(9)
                        + parts("yes")
                        + finish("stop")
                        + "data: [DONE]\n\n";
        String whole =
                "{\"choices\":[{\"message\":{\"content\":\"yes\",\"reasoning_content\":\"%s\"},\"finish_reason\":\"stop\"}]}"
                        .formatted("t".repeat(3_600));
        for (boolean stream : new boolean[] {true, false}) {
            upstream.then(stream ? Reply.raw(told) : Reply.json(whole));
            Answer answer = ask(call(stream, "\"reasoning\":{\"include\":false}"));
            assertThat(message(answer).propertyNames())
                    .containsExactlyInAnyOrder("role", "content");
            assertThat(answer.usage().getReasoningOutputTokens()).isEqualTo(900);
            assertThat(answer.usage().getOutputTokens()).isEqualTo(901);
        }
        assertThat(chunks).isNotEmpty().noneMatch(chunk -> chunk.toString().contains("ttt"));
        assertThat(chunks.getFirst().at("/0/delta/role").stringValue()).isEqualTo("assistant");
    }

    @Test
    void thoughtsWithoutAnEndDoNotFillTheMemory() {
        provider = open(upstream, Duration.ofSeconds(5), 200_000);
        String thought =
                event("{\"index\":0,\"delta\":{\"reasoning\":\"" + "t".repeat(10_000) + "\"}}");
        for (String include : new String[] {"true", "false"}) {
            upstream.then(Reply.raw(thought.repeat(30)));
            assertThat(failure(call(true, "\"reasoning\":{\"include\":" + include + "}")))
                    .isEqualTo(new ProviderFailure.AnswerTooLarge());
        }
    }
}
