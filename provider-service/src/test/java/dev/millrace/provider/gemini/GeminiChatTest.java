package dev.millrace.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
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
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GeminiChatTest extends ChatProviderContract {

    private static final String USAGE =
            "\"usageMetadata\":{\"promptTokenCount\":11,\"candidatesTokenCount\":5,\"thoughtsTokenCount\":2}";

    @Override
    protected ChatProvider open(ScriptedUpstream upstream, Duration patience, int answerLimit) {
        Patience times = new Patience(Duration.ofSeconds(2), patience, patience, answerLimit);
        return Gemini.provider(
                        new Endpoint("p", upstream.url(), "k1"),
                        new UpstreamClient(Clock.systemUTC(), times))
                .chat();
    }

    private static String quoted(String text) {
        return Json.MAPPER.writeValueAsString(text);
    }

    private static String response(String part, String more) {
        return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[%s]}%s}],\"modelVersion\":\"m-1\",%s}"
                .formatted(part, more, USAGE);
    }

    private static String event(String json) {
        return "data: " + json + "\r\n\r\n";
    }

    @Override
    protected String plain(String text) {
        return response("{\"text\":" + quoted(text) + "}", ",\"finishReason\":\"STOP\"");
    }

    @Override
    protected String parts(String... parts) {
        StringBuilder events = new StringBuilder();
        for (String part : parts) {
            events.append(event(response("{\"text\":" + quoted(part) + "}", "")));
        }
        return events.toString();
    }

    @Override
    protected String ending() {
        return event(response("{\"text\":\"\"}", ",\"finishReason\":\"STOP\""));
    }

    @Override
    protected String overloadEvent() {
        return event("{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}");
    }

    @Override
    protected String errorBody(String code, String message) {
        return "{\"error\":{\"message\":\"%s\",\"status\":\"%s\"}}".formatted(message, code);
    }

    private JsonNode sent() {
        return Json.MAPPER.readTree(upstream.requests().getLast().body());
    }

    @Test
    void itIsAskedWithItsKeyByTheModelsName() throws Exception {
        upstream.then(Reply.json(plain("ok")), Reply.raw(parts("ok") + ending()));
        ask(call(false));
        assertThat(upstream.requests().getLast().path())
                .isEqualTo("/v1/models/their-model:generateContent");
        assertThat(upstream.requests().getLast().headers()).containsEntry("x-goog-api-key", "k1");
        ask(call(true));
        assertThat(upstream.requests().getLast().path())
                .isEqualTo("/v1/models/their-model:streamGenerateContent?alt=sse");
    }

    @Test
    void aModelsNameStaysWithinItsPlace() {
        assertThat(Gemini.path("models/gemini-3 pro/../x?", "generateContent"))
                .isEqualTo("/models/gemini-3%20pro%2F..%2Fx%3F:generateContent");
    }

    @Test
    void membersGoWhereGeminiWantsThem() throws Exception {
        upstream.then(Reply.json(plain("ok")));
        Answer answer =
                ask(
                        call(
                                false,
                                "\"temperature\":0.5",
                                "\"top_p\":0.9",
                                "\"max_tokens\":9",
                                "\"stop\":\"END\"",
                                "\"logit_bias\":{}",
                                "\"reasoning_effort\":\"low\"",
                                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}",
                                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\",\"parameters\":{\"type\":\"object\",\"properties\":{\"a\":{}}}}},{\"googleSearch\":{}}]",
                                "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}"));
        assertThat(answer.dropped()).containsExactly("logit_bias");
        assertThat(sent().path("generationConfig").toString())
                .isEqualTo(
                        "{\"temperature\":0.5,\"topP\":0.9,\"maxOutputTokens\":9,\"stopSequences\":[\"END\"],"
                                + "\"responseMimeType\":\"application/json\",\"responseJsonSchema\":{\"type\":\"object\"},"
                                + "\"thinkingConfig\":{\"thinkingLevel\":\"low\",\"includeThoughts\":true}}");
        assertThat(sent().path("tools").toString())
                .isEqualTo(
                        "[{\"googleSearch\":{}},{\"functionDeclarations\":[{\"name\":\"f\",\"description\":\"d\","
                                + "\"parametersJsonSchema\":{\"type\":\"object\",\"properties\":{\"a\":{}}}}]}]");
        assertThat(sent().at("/toolConfig/functionCallingConfig").toString())
                .isEqualTo("{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"f\"]}");
    }

    @Test
    void callsAndTheirSignaturesComeAndGo() throws Exception {
        String part =
                "{\"functionCall\":{\"name\":\"f\",\"args\":{\"a\":1}},\"thoughtSignature\":\"s\"}";
        upstream.then(
                Reply.raw(
                        event(response("{\"text\":\"so\",\"thought\":true}", ""))
                                + event(response(part, ",\"finishReason\":\"STOP\""))));
        Answer answer = ask(call(true));
        JsonNode message = message(answer);
        assertThat(answer.finishReasons()).containsExactly("tool_calls");
        assertThat(message.path("reasoning_content").stringValue()).isEqualTo("so");
        JsonNode call = message.at("/tool_calls/0");
        assertThat(call.at("/function/arguments").stringValue()).isEqualTo("{\"a\":1}");
        assertThat(call.path("id").stringValue()).startsWith("call_");
        upstream.then(Reply.json(plain("ok")));
        ask(
                call(
                        false,
                        "\"messages\":[{\"role\":\"system\",\"content\":\"be\"},{\"role\":\"user\",\"content\":\"q\"},"
                                + message.toString().replaceFirst("\\{", "{\"role\":\"assistant\",")
                                + ",{\"role\":\"tool\",\"tool_call_id\":"
                                + call.path("id")
                                + ",\"content\":\"42\"}]"));
        assertThat(sent().at("/systemInstruction/parts/0/text").stringValue()).isEqualTo("be");
        assertThat(sent().path("contents").toString())
                .isEqualTo(
                        "[{\"role\":\"user\",\"parts\":[{\"text\":\"q\"}]},{\"role\":\"model\",\"parts\":["
                                + part
                                + "]},{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{\"result\":\"42\"}}}]}]");
    }

    @Test
    void whatIsRefusedIsTold() {
        upstream.then(
                Reply.json("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}"),
                Reply.error(
                        400,
                        "{\"error\":{\"code\":400,\"message\":\"m\",\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}"),
                Reply.error(
                        429,
                        "[{\"error\":{\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"retryDelay\":\"34.4s\"}]}}]"),
                Reply.error(
                        429,
                        "{\"error\":{\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"violations\":[{\"quotaId\":\"RequestsPerDayPerProject\"}]}]}}"),
                Reply.raw(
                        event(
                                response(
                                        "{\"text\":\"x\"}",
                                        ",\"finishReason\":\"MALFORMED_FUNCTION_CALL\""))));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.ContentFiltered("SAFETY"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.Authentication("m"));
        assertThat(failure(call(false)))
                .isEqualTo(new ProviderFailure.RateLimited(Duration.ofMillis(34_400), "m"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.QuotaExhausted("m"));
        assertThat(failure(call(true))).isInstanceOf(ProviderFailure.ServerError.class);
    }
}
