package dev.millrace.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChatProviderContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AnthropicChatTest extends ChatProviderContract {

    @Override
    protected ChatProvider open(ScriptedUpstream upstream, Duration patience, int answerLimit) {
        Patience times = new Patience(Duration.ofSeconds(2), patience, patience, answerLimit);
        return Anthropic.provider(
                        new Endpoint("p", upstream.url(), "sk-1"),
                        new UpstreamClient(Clock.systemUTC(), times))
                .chat();
    }

    @Override
    protected String plain(String text) {
        return """
        {"id":"msg_1","type":"message","role":"assistant","model":"answering-model",
         "content":[{"type":"text","text":%s}],"stop_reason":"end_turn",
         "usage":{"input_tokens":11,"output_tokens":7}}
        """
                .formatted(quoted(text));
    }

    private static String quoted(String text) {
        return Json.MAPPER.writeValueAsString(text);
    }

    private static String event(String json) {
        String type = Json.text(Json.MAPPER.readTree(json), "type");
        return "event: " + type + "\ndata: " + json + "\n\n";
    }

    private static String begin() {
        return event(
                """
                {"type":"message_start","message":{"type":"message","role":"assistant","model":"answering-model","content":[],"usage":{"input_tokens":11,"output_tokens":1}}}""");
    }

    private static String block(int index, String start) {
        return event(
                "{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":%s}"
                        .formatted(index, start));
    }

    private static String delta(int index, String delta) {
        return event(
                "{\"type\":\"content_block_delta\",\"index\":%d,\"delta\":%s}"
                        .formatted(index, delta));
    }

    private static String stop(int index) {
        return event("{\"type\":\"content_block_stop\",\"index\":" + index + "}");
    }

    private static String end(String reason) {
        return event(
                        """
                        {"type":"message_delta","delta":{"stop_reason":"%s"},"usage":{"output_tokens":7}}"""
                                .formatted(reason))
                + event("{\"type\":\"message_stop\"}");
    }

    @Override
    protected String parts(String... parts) {
        StringBuilder events =
                new StringBuilder(begin() + block(0, "{\"type\":\"text\",\"text\":\"\"}"));
        for (String part : parts) {
            events.append(delta(0, "{\"type\":\"text_delta\",\"text\":" + quoted(part) + "}"));
        }
        return events.toString();
    }

    @Override
    protected String ending() {
        return stop(0) + event("{\"type\":\"ping\"}") + end("end_turn");
    }

    @Override
    protected String overloadEvent() {
        return event(
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}");
    }

    @Override
    protected String errorBody(String code, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"%s\"}}"
                .formatted(code, message);
    }

    @Test
    void itIsAskedWithItsVersionAndKey() throws Exception {
        upstream.then(Reply.json(plain("ok")));
        ask(call(false));
        assertThat(upstream.requests().getLast().path()).isEqualTo("/v1/messages");
        assertThat(upstream.requests().getLast().headers())
                .containsEntry("x-api-key", "sk-1")
                .containsEntry("anthropic-version", "2023-06-01")
                .doesNotContainKey("authorization");
    }

    @Test
    void whatItDoesNotTakeIsNamedOrRefused() throws Exception {
        upstream.then(Reply.json(plain("ok")));
        assertThat(ask(call(false, "\"seed\":1", "\"logit_bias\":{}")).dropped())
                .containsExactly("logit_bias", "seed");
        assertThat(failure(call(false, "\"seed\":1", "\"drop_params\":false")))
                .isEqualTo(
                        new ProviderFailure.InvalidRequest(
                                "seed", "This provider does not take it."));
        assertThat(upstream.requests()).hasSize(1);
        assertThat(upstream.requests().getLast().body()).doesNotContain("seed");
    }

    @Test
    void whatItThinksAndCallsIsGathered() throws Exception {
        upstream.then(
                Reply.raw(
                        begin()
                                + block(0, "{\"type\":\"thinking\",\"thinking\":\"\"}")
                                + delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"so\"}")
                                + delta(0, "{\"type\":\"signature_delta\",\"signature\":\"s1\"}")
                                + stop(0)
                                + block(1, "{\"type\":\"redacted_thinking\",\"data\":\"zzz\"}")
                                + stop(1)
                                + block(
                                        2,
                                        "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}")
                                + delta(2, "{\"type\":\"input_json_delta\",\"partial_json\":\"\"}")
                                + delta(
                                        2,
                                        "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":\"}")
                                + delta(
                                        2,
                                        "{\"type\":\"input_json_delta\",\"partial_json\":\"1}\"}")
                                + stop(2)
                                + block(
                                        3,
                                        "{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"g\",\"input\":{}}")
                                + stop(3)
                                + end("tool_use")));
        Answer answer = ask(call(true));
        JsonNode message = message(answer);
        assertThat(message.path("reasoning_content").stringValue()).isEqualTo("so");
        assertThat(message.path("thinking_blocks").toString())
                .isEqualTo(
                        "[{\"type\":\"thinking\",\"thinking\":\"so\",\"signature\":\"s1\"},"
                                + "{\"type\":\"redacted_thinking\",\"data\":\"zzz\"}]");
        assertThat(message.path("tool_calls").toString())
                .isEqualTo(
                        "[{\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}},"
                                + "{\"id\":\"t2\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]");
        assertThat(answer.finishReasons()).containsExactly("tool_calls");
    }

    @Test
    void usageCountsWhatTheCacheGaveAndTook() throws Exception {
        upstream.then(
                Reply.json(
                        plain("ok")
                                .replace(
                                        "\"output_tokens\":7",
                                        "\"output_tokens\":7,\"cache_read_input_tokens\":100,"
                                                + "\"cache_creation_input_tokens\":20,"
                                                + "\"output_tokens_details\":{\"thinking_tokens\":3}")));
        Answer answer = ask(call(false));
        assertThat(answer.usage().getInputTokens()).isEqualTo(131);
        assertThat(answer.usage().getCachedInputTokens()).isEqualTo(100);
        assertThat(answer.usage().getCacheWriteInputTokens()).isEqualTo(20);
        assertThat(answer.usage().getReasoningOutputTokens()).isEqualTo(3);
    }

    @Test
    void anAnswerThatBreaksOffIsNotFree() {
        upstream.then(Reply.raw(parts("a dozen chars and more")));
        Answer kept = Objects.requireNonNull(refused(call(true)).kept());
        assertThat(kept.usage().getEstimated()).isTrue();
        assertThat(kept.usage().getOutputTokens()).isGreaterThan(3);
    }

    @Test
    void aPromptThatIsTooLongAndASpentPurseAreToldApart() {
        upstream.then(
                Reply.error(
                        400,
                        errorBody(
                                "invalid_request_error",
                                "prompt is too long: 210000 tokens > 200000 maximum")),
                Reply.error(
                        429,
                        "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"m\","
                                + "\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}"),
                Reply.error(529, errorBody("overloaded_error", "busy")));
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.ContextTooLong.class);
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.QuotaExhausted("m"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.Overloaded(null, "busy"));
    }

    @Test
    void anAnswerWithoutContentIsNone() {
        upstream.then(Reply.json("{\"type\":\"message\"}"));
        ProviderException e = refused(call(false));
        assertThat(e.failure()).isInstanceOf(ProviderFailure.InvalidAnswer.class);
    }

    @Test
    void aMessageWithoutTextIsAnAnswerToo() throws Exception {
        upstream.then(Reply.raw(begin() + end("end_turn")));
        assertThat(ask(call(true)).finishReasons()).containsExactly("stop");
    }

    @Test
    void trap1TokensOfTheCacheAreToldOnceAndNoLaterZeroTakesThemBack() throws Exception {
        upstream.then(
                Reply.raw(
                        event(
                                        """
                                        {"type":"message_start","message":{"model":"m","usage":{"input_tokens":11,"cache_read_input_tokens":100,"cache_creation_input_tokens":20,"output_tokens":1}}}""")
                                + block(0, "{\"type\":\"text\",\"text\":\"hi\"}")
                                + stop(0)
                                + event(
                                        """
                                        {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":11,"cache_read_input_tokens":0,"cache_creation_input_tokens":20,"output_tokens":7}}""")
                                + event("{\"type\":\"message_stop\"}")));
        Answer answer = ask(call(true));
        assertThat(answer.usage().getInputTokens()).isEqualTo(131);
        assertThat(answer.usage().getCachedInputTokens()).isEqualTo(100);
        assertThat(answer.usage().getCacheWriteInputTokens()).isEqualTo(20);
        assertThat(answer.usage().getOutputTokens()).isEqualTo(7);
    }

    @Test
    void trap4ThePlaceOfABlockIsNotTheNumberOfACall() throws Exception {
        upstream.then(
                Reply.raw(
                        begin()
                                + block(0, "{\"type\":\"text\",\"text\":\"both\"}")
                                + stop(0)
                                + block(3, "{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\"}")
                                + block(5, "{\"type\":\"tool_use\",\"id\":\"b\",\"name\":\"g\"}")
                                + delta(
                                        5,
                                        "{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}")
                                + stop(5)
                                + stop(3)
                                + end("tool_use")));
        JsonNode calls = message(ask(call(true))).path("tool_calls");
        assertThat(calls).hasSize(2);
        assertThat(calls.at("/0/id").stringValue()).isEqualTo("a");
        assertThat(calls.at("/1/function/arguments").stringValue()).isEqualTo("{}");
    }

    @Test
    void trap12StreamOptionsGoNoFurther() throws Exception {
        upstream.then(Reply.raw(parts("ok") + ending()));
        Answer answer = ask(call(true, "\"stream_options\":{\"include_usage\":true}"));
        assertThat(upstream.requests().getLast().body()).doesNotContain("stream_options");
        assertThat(answer.dropped()).isEmpty();
    }

    @Test
    void thoughtsThatAreNotWantedAreLeftOutButTheirSignaturesStayForTools() throws Exception {
        String thinking =
                begin()
                        + block(0, "{\"type\":\"thinking\",\"thinking\":\"\"}")
                        + delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"so\"}")
                        + delta(0, "{\"type\":\"signature_delta\",\"signature\":\"s1\"}")
                        + stop(0)
                        + block(1, "{\"type\":\"text\",\"text\":\"yes\"}")
                        + stop(1)
                        + end("end_turn");
        upstream.then(Reply.raw(thinking), Reply.raw(thinking));
        String silent = "\"reasoning\":{\"include\":false}";
        JsonNode plain = message(ask(call(true, silent)));
        assertThat(plain.propertyNames()).containsExactlyInAnyOrder("role", "content");
        JsonNode withTools =
                message(ask(call(true, silent, "\"tools\":[{\"function\":{\"name\":\"f\"}}]")));
        assertThat(withTools.has("reasoning_content")).isFalse();
        assertThat(withTools.at("/thinking_blocks/0/signature").stringValue()).isEqualTo("s1");
    }

    @Test
    void whatTakesLongComesAsAStreamThatTheCallerDoesNotSee() throws Exception {
        upstream.then(Reply.raw(parts("a", "b") + ending()));
        Answer answer = ask(call(false, "\"max_tokens\":32000"));
        assertThat(message(answer).path("content").stringValue()).isEqualTo("ab");
        assertThat(chunks).isEmpty();
        assertThat(upstream.requests().getLast().body()).contains("\"stream\":true");
    }

    @Test
    void itsHeadersTellWhenToComeAgain() {
        upstream.then(
                Reply.error(
                        429,
                        errorBody("rate_limit_error", "slow"),
                        "Date: Sat, 28 Nov 2026 09:00:00 GMT",
                        "anthropic-ratelimit-output-tokens-limit: 100",
                        "anthropic-ratelimit-output-tokens-remaining: 0",
                        "anthropic-ratelimit-output-tokens-reset: 2026-11-28T09:00:12Z"));
        assertThat(failure(call(false)))
                .isEqualTo(new ProviderFailure.RateLimited(Duration.ofSeconds(12), "slow"));
    }
}
