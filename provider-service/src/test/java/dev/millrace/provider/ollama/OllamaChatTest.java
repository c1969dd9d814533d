package dev.millrace.provider.ollama;

import static dev.millrace.provider.faults.OllamaWords.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChatProviderContract;
import dev.millrace.provider.faults.OllamaWords;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OllamaChatTest extends ChatProviderContract {

    private final OllamaWords words = new OllamaWords();

    @Override
    protected ChatProvider open(ScriptedUpstream upstream, Duration patience, int answerLimit) {
        Patience times = new Patience(Duration.ofSeconds(2), patience, patience, answerLimit);
        return Ollama.provider(
                        new Endpoint("p", upstream.url().replace("/v1", ""), "k-1"),
                        new UpstreamClient(Clock.systemUTC(), times))
                .chat();
    }

    @Override
    protected String streamType() {
        return words.streamType();
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
        return "{\"error\":\"" + message + "\"}";
    }

    private JsonNode sent() {
        return Json.MAPPER.readTree(upstream.requests().getLast().body());
    }

    @Test
    void itIsAskedInItsOwnWay() throws Exception {
        upstream.then(Reply.json(plain("ok")), Reply.raw(parts("ok") + ending()));
        ask(call(false));
        assertThat(upstream.requests().getLast().path()).isEqualTo("/api/chat");
        assertThat(upstream.requests().getLast().headers())
                .containsEntry("authorization", "Bearer k-1");
        // It streams unless it is told not to.
        assertThat(sent().toString())
                .isEqualTo(
                        "{\"model\":\"their-model\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"truncate\":false}");
        ask(call(true));
        assertThat(sent().path("stream").booleanValue()).isTrue();
    }

    @Test
    void callsAreNumberedThroughTheStreamAndEndAsSuch() throws Exception {
        upstream.then(
                Reply.raw(
                        line(",\"thinking\":\"so\"", ",\"done\":false")
                                + "\n"
                                + line(
                                        ",\"content\":\"\",\"tool_calls\":[{\"id\":\"t1\",\"function\":{\"index\":0,\"name\":\"f\",\"arguments\":{\"a\":[1,\"x\"]}}}]",
                                        ",\"done\":false")
                                + "\n"
                                + line(
                                        ",\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"g\",\"arguments\":{}}},{\"function\":{\"name\":\"h\"}}]",
                                        ",\"done\":false")
                                + "\n"
                                + ending()));
        Answer answer = ask(call(true));
        JsonNode message = message(answer);
        assertThat(answer.finishReasons()).containsExactly("tool_calls");
        assertThat(message.path("reasoning_content").stringValue()).isEqualTo("so");
        assertThat(message.path("tool_calls")).hasSize(3);
        assertThat(message.at("/tool_calls/0").toString())
                .isEqualTo(
                        "{\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":[1,\\\"x\\\"]}\"}}");
        assertThat(message.at("/tool_calls/1/id").stringValue()).startsWith("call_");
        assertThat(message.at("/tool_calls/2/function/arguments").stringValue()).isEqualTo("{}");
        int index = 0;
        for (JsonNode chunk : chunks) {
            for (JsonNode call : chunk.at("/0/delta/tool_calls")) {
                assertThat(call.path("index").intValue()).isEqualTo(index++);
            }
        }
        assertThat(index).isEqualTo(3);
    }

    @Test
    void aConversationWithToolsAndImagesGoesAsItWantsIt() throws Exception {
        upstream.then(Reply.json(plain("ok")));
        ask(
                call(
                        false,
                        """
                        "messages":[
                         {"role":"developer","content":"be"},
                         {"role":"user","content":[{"type":"text","text":"what"},{"type":"text","text":"is it"},
                          {"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}}]},
                         {"role":"assistant","content":null,"reasoning_content":"hm",
                          "tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},
                         {"role":"tool","tool_call_id":"t1","content":"42"}]"""));
        assertThat(sent().path("messages").toString())
                .isEqualTo(
                        "[{\"role\":\"system\",\"content\":\"be\"},"
                                + "{\"role\":\"user\",\"images\":[\"QUJD\"],\"content\":\"what\\nis it\"},"
                                + "{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\","
                                + "\"tool_calls\":[{\"id\":\"t1\",\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]},"
                                + "{\"role\":\"tool\",\"content\":\"42\",\"tool_name\":\"f\",\"tool_call_id\":\"t1\"}]");
    }

    @Test
    void whatItCannotReadIsRefusedBeforeItIsAsked() {
        for (String part :
                new String[] {
                    "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y.png\"}}",
                    "{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}"
                }) {
            assertThat(
                            failure(
                                    call(
                                            false,
                                            "\"messages\":[{\"role\":\"user\",\"content\":["
                                                    + part
                                                    + "]}]")))
                    .isInstanceOfSatisfying(
                            ProviderFailure.InvalidRequest.class,
                            refused -> assertThat(refused.param()).isEqualTo("messages"));
        }
        assertThat(failure(call(false, "\"n\":2")))
                .isEqualTo(
                        new ProviderFailure.InvalidRequest("n", "This provider gives one choice."));
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void aMissingCountOfThePromptIsEstimatedAlone() throws Exception {
        upstream.then(
                Reply.json(plain("ok").replace("\"prompt_eval_count\":11,", "")),
                Reply.json(plain("").replace(",\"eval_count\":7", "")));
        Answer cached = ask(call(false));
        assertThat(cached.usage().getEstimated()).isTrue();
        assertThat(cached.usage().getInputTokens()).isEqualTo(4);
        assertThat(cached.usage().getOutputTokens()).isEqualTo(7);
        Answer silent = ask(call(false));
        assertThat(silent.usage().getEstimated()).isFalse();
        assertThat(silent.usage().getInputTokens()).isEqualTo(11);
        assertThat(silent.usage().getOutputTokens()).isZero();
    }

    @Test
    void whyItEndedIsTold() throws Exception {
        upstream.then(
                Reply.json(plain("ok").replace("\"stop\"", "\"length\"")),
                Reply.json(plain("").replace("\"stop\"", "\"load\"")),
                Reply.json(plain("ok").replace("\"done\":true", "\"done\":false")));
        assertThat(ask(call(false)).finishReasons()).containsExactly("length");
        assertThat(ask(call(false)).finishReasons()).containsExactly("stop");
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.InvalidAnswer.class);
    }

    @Test
    void errorsAreToldByTheirWordsWhereTheStatusIsTooCoarse() {
        upstream.then(
                Reply.error(404, "{\"error\":\"model 'x' not found\"}"),
                Reply.error(400, "{\"error\":\"\\\"x\\\" does not support thinking\"}"),
                Reply.error(500, "{\"error\":\"the input length exceeds the context length\"}"),
                Reply.error(502, "upstream is away"),
                Reply.json("{\"error\":\"model 'x' not found\"}"),
                Reply.raw("{\"error\":\"the input length exceeds the context length\"}\n"),
                Reply.raw("{\"error\":\"llama runner process has terminated\"}\n"));
        assertThat(failure(call(false)))
                .isEqualTo(new ProviderFailure.ModelNotFound("model 'x' not found"));
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.InvalidRequest.class);
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.ContextTooLong.class);
        assertThat(failure(call(false)))
                .isEqualTo(new ProviderFailure.ServerError(502, "upstream is away"));
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.ModelNotFound.class);
        assertThat(failure(call(true))).isInstanceOf(ProviderFailure.ContextTooLong.class);
        assertThat(failure(call(true))).isInstanceOf(ProviderFailure.ServerError.class);
    }

    @Test
    void aWholeAnswerToAStreamIsItsOnlyChunk() throws Exception {
        upstream.then(Reply.json(plain("whole")));
        assertThat(message(ask(call(true))).path("content").stringValue()).isEqualTo("whole");
        assertThat(shown()).isEqualTo("whole");
    }

    @Test
    void theLastLineMayLackItsEnd() throws Exception {
        upstream.then(Reply.raw(parts("fine") + "\r\n\n" + ending().stripTrailing()));
        assertThat(message(ask(call(true))).path("content").stringValue()).isEqualTo("fine");
    }

    @Test
    void aStreamThatIsCutAnywhereIsNoAnswer() {
        String text = parts("Hel", "lo") + line(",\"content\":\"\"", ",\"done\":true");
        for (int at = 1; at < text.length(); at += 3) {
            chunks.clear();
            upstream.then(Reply.cutAfter(text.substring(0, at)));
            assertThat(failure(call(true)))
                    .as("cut at %d", at)
                    .isInstanceOf(ProviderFailure.Interrupted.class);
            assertThat("Hello").startsWith(shown());
        }
    }
}
