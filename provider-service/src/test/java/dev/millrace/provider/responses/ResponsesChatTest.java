package dev.millrace.provider.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChatProviderContract;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ResponsesChatTest extends ChatProviderContract {

    @Override
    protected ChatProvider open(ScriptedUpstream upstream, Duration patience, int answerLimit) {
        Patience times = new Patience(Duration.ofSeconds(2), patience, patience, answerLimit);
        return OpenAi.responses(
                new Endpoint("p", upstream.url(), "sk-1"),
                new UpstreamClient(Clock.systemUTC(), times));
    }

    @Override
    protected String plain(String text) {
        return Wire.response("completed", Wire.message(text));
    }

    @Override
    protected String parts(String... parts) {
        StringBuilder events = new StringBuilder(Wire.created());
        events.append(Wire.added(0, Wire.message("")));
        for (String part : parts) {
            events.append(Wire.delta("output_text", 0, part));
        }
        return events.toString();
    }

    @Override
    protected String ending() {
        return Wire.completed();
    }

    @Override
    protected String overloadEvent() {
        return Wire.event(
                "{\"type\":\"error\",\"code\":\"server_is_overloaded\",\"message\":\"busy\"}");
    }

    @Override
    protected String errorBody(String code, String message) {
        return "{\"error\":{\"message\":\"%s\",\"type\":\"t\",\"param\":null,\"code\":\"%s\"}}"
                .formatted(message, code);
    }

    @Test
    void theCallGoesToResponses() throws Exception {
        upstream.then(Reply.json(plain("ok")));
        assertThat(ask(call(false)).model()).isEqualTo("answering-model");
        assertThat(upstream.requests().getLast().path()).isEqualTo("/v1/responses");
        assertThat(upstream.requests().getLast().headers())
                .containsEntry("authorization", "Bearer sk-1");
        assertThat(upstream.requests().getLast().body())
                .contains("\"model\":\"their-model\"")
                .doesNotContain("stream", "messages");
    }

    @Test
    void usageTellsWhatWasCachedAndThought() throws Exception {
        String usage =
                "\"output_tokens\":7,\"input_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":2},"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":5}";
        upstream.then(Reply.json(plain("ok").replace("\"output_tokens\":7", usage)));
        Answer answer = ask(call(false));
        assertThat(answer.usage().getCachedInputTokens()).isEqualTo(4);
        assertThat(answer.usage().getCacheWriteInputTokens()).isEqualTo(2);
        assertThat(answer.usage().getReasoningOutputTokens()).isEqualTo(5);
        assertThat(answer.serviceTier()).isEqualTo("default");
    }

    @Test
    void parallelCallsHaveIndexesOfTheirOwn() throws Exception {
        upstream.then(
                Reply.raw(
                        Wire.created()
                                + Wire.added(0, Wire.reasoning("rs_1", "e1"))
                                + Wire.done(0, Wire.reasoning("rs_1", "e1"))
                                + Wire.added(1, Wire.call("a", "f", ""))
                                + Wire.added(2, Wire.call("b", "g", ""))
                                + Wire.delta("function_call_arguments", 2, "{\"y\":")
                                + Wire.delta("function_call_arguments", 1, "{\"x\":1}")
                                + Wire.delta("function_call_arguments", 2, "2}")
                                + Wire.done(1, Wire.call("a", "f", "{\"x\":1}"))
                                + Wire.done(2, Wire.call("b", "g", "{\"y\":2}"))
                                + Wire.added(3, Wire.call("c", "h", ""))
                                + Wire.done(3, Wire.call("c", "h", "{}"))
                                + Wire.completed()));
        Answer answer = ask(call(true));
        assertThat(message(answer).path("tool_calls").toString())
                .isEqualTo(
                        "[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}},"
                                + "{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{\\\"y\\\":2}\"}},"
                                + "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"h\",\"arguments\":\"{}\"}}]");
        assertThat(message(answer).path("content").isNull()).isTrue();
        assertThat(answer.finishReasons()).containsExactly("tool_calls");
        assertThat(chunks.getFirst().at("/0/delta/reasoning_items/0/followed_by").toString())
                .isEqualTo("{\"type\":\"function_call\",\"id\":\"fc_a\",\"call_id\":\"a\"}");
    }

    @Test
    void summariesAreWhatWasThoughtAndParagraphsApart() throws Exception {
        String summaries =
                "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"encrypted_content\":\"e1\",\"summary\":["
                        + "{\"type\":\"summary_text\",\"text\":\"first\"},{\"type\":\"summary_text\",\"text\":\"then\"}]}";
        upstream.then(
                Reply.json(Wire.response("completed", summaries, Wire.message("yes"))),
                Reply.raw(
                        Wire.created()
                                + Wire.added(0, Wire.reasoning("rs_1", ""))
                                + Wire.summary(0, "fi")
                                + Wire.summary(0, "rst")
                                + Wire.summary(1, "then")
                                + Wire.done(0, summaries)
                                + Wire.added(1, Wire.message(""))
                                + Wire.delta("output_text", 1, "yes")
                                + Wire.completed()));
        Answer plain = ask(call(false));
        Answer streamed = ask(call(true));
        assertThat(message(plain).path("reasoning_content").stringValue())
                .isEqualTo("first\n\nthen");
        assertThat(message(plain).path("content").stringValue()).isEqualTo("yes");
        assertThat(message(streamed)).isEqualTo(message(plain));
    }

    @Test
    void refusalsAndLogprobsAreGathered() throws Exception {
        upstream.then(
                Reply.raw(
                        parts()
                                + Wire.event(
                                        "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"a\",\"logprobs\":[{\"token\":\"a\"}]}")
                                + Wire.delta("refusal", 0, "no")
                                + ending()));
        Answer answer = ask(call(true));
        assertThat(message(answer).path("refusal").stringValue()).isEqualTo("no");
        assertThat(
                        Json.MAPPER
                                .readTree(answer.output())
                                .at("/0/logprobs/content/0/token")
                                .asString())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
        "max_output_tokens, length",
        "content_filter, content_filter",
        "max_tool_calls, length",
    })
    void anAnswerThatIsIncompleteSaysWhy(String reason, String finish) throws Exception {
        String incomplete =
                Wire.response("incomplete", Wire.message("so f"))
                        .replace(
                                "\"incomplete_details\":null",
                                "\"incomplete_details\":{\"reason\":\"" + reason + "\"}");
        upstream.then(
                Reply.json(incomplete),
                Reply.raw(
                        parts("so f")
                                + Wire.event(
                                        "{\"type\":\"response.incomplete\",\"response\":"
                                                + incomplete
                                                + "}")));
        assertThat(ask(call(false)).finishReasons()).containsExactly(finish);
        Answer streamed = ask(call(true));
        assertThat(streamed.finishReasons()).containsExactly(finish);
        assertThat(message(streamed).path("content").stringValue()).isEqualTo("so f");
    }

    @Test
    void aResponseThatFailedKeepsWhatCameAndWhatItCost() {
        String failed =
                Wire.response("failed")
                        .replace(
                                "\"error\":null",
                                "\"error\":{\"code\":\"server_error\",\"message\":\"oops\"}");
        upstream.then(
                Reply.json(failed),
                Reply.raw(
                        parts("so far")
                                + Wire.event(
                                        "{\"type\":\"response.failed\",\"response\":"
                                                + failed
                                                + "}")));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.Overloaded(null, "oops"));
        ProviderException e = refused(call(true));
        assertThat(e.failure()).isEqualTo(new ProviderFailure.Overloaded(null, "oops"));
        Answer kept = Objects.requireNonNull(e.kept());
        assertThat(message(kept).path("content").stringValue()).isEqualTo("so far");
        assertThat(kept.usage().getOutputTokens()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "rate_limit_exceeded, RateLimited",
        "invalid_prompt, InvalidRequest",
        "invalid_image_url, InvalidRequest",
        "image_content_policy_violation, ContentFiltered",
        "context_length_exceeded, ContextTooLong",
    })
    void errorsInsideAStreamHaveCodes(String code, String failure) {
        upstream.then(
                Reply.raw(
                        Wire.created()
                                + Wire.event(
                                        "{\"type\":\"error\",\"error\":{\"code\":\""
                                                + code
                                                + "\",\"message\":\"m\"}}")));
        assertThat(failure(call(true)).getClass().getSimpleName()).isEqualTo(failure);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "in_progress", "cancelled"})
    void whatIsNotThereYetIsNoAnswer(String status) {
        upstream.then(Reply.json(Wire.response(status)));
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.InvalidAnswer.class);
    }

    @Test
    void anAnswerWithoutOutputIsNone() {
        upstream.then(
                Reply.json(Wire.response("completed")),
                Reply.raw(
                        Wire.created()
                                + Wire.event(
                                        "{\"type\":\"response.completed\",\"response\":"
                                                + Wire.response("completed")
                                                + "}")));
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.InvalidAnswer.class);
        assertThat(failure(call(true))).isInstanceOf(ProviderFailure.InvalidAnswer.class);
    }

    @Test
    void aMarkerOfAnotherProtocolEndsNothing() {
        upstream.then(Reply.raw(parts("half") + "data: [DONE]\n\n"));
        assertThat(failure(call(true))).isInstanceOf(ProviderFailure.Interrupted.class);
    }

    @Test
    void aStreamThatOnlyEndsHoldsItsAnswerThere() throws Exception {
        upstream.then(
                Reply.raw(
                        Wire.created()
                                + Wire.event(
                                        "{\"type\":\"response.completed\",\"response\":"
                                                + plain("whole")
                                                + "}")));
        assertThat(message(ask(call(true))).path("content").stringValue()).isEqualTo("whole");
        assertThat(shown()).isEqualTo("whole");
    }

    @Test
    void aThoughtBeforeAToolOfTheVendorsOwnIsNotKept() throws Exception {
        upstream.then(
                Reply.json(
                        Wire.response(
                                "completed",
                                Wire.reasoning("rs_1", "e1"),
                                "{\"type\":\"web_search_call\",\"id\":\"ws_1\",\"status\":\"completed\"}",
                                Wire.message("found"))));
        JsonNode message = message(ask(call(false)));
        assertThat(message.has("reasoning_items")).isFalse();
        assertThat(message.path("content").stringValue()).isEqualTo("found");
    }

    @Test
    void missingUsageIsEstimated() throws Exception {
        upstream.then(
                Reply.raw(
                        parts("twelve chars")
                                + Wire.event(
                                        "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"usage\":null}}")));
        assertThat(ask(call(true)).usage().getEstimated()).isTrue();
    }
}
