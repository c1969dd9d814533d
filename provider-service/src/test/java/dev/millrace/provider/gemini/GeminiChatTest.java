package dev.millrace.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChatProviderContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    private static String history(JsonNode message, String... results) {
        StringBuilder all =
                new StringBuilder("\"messages\":[{\"role\":\"user\",\"content\":\"q\"},");
        all.append(message);
        for (String result : results) {
            all.append(",{\"role\":\"tool\",\"tool_call_id\":\"").append(result).append("\",");
            all.append("\"content\":\"r\"}");
        }
        return all.append("]").toString();
    }

    /** One with other messages than the usual. */
    private ChatCall following(String history) {
        byte[] body = ("{" + history + "}").getBytes(StandardCharsets.UTF_8);
        return new ChatCall(
                "gemini-3-pro", RequestBody.parse(body), false, Instant.now().plusSeconds(20));
    }

    @Test
    void trap3ASignatureComesBackWhereItStoodAlsoOnAnEmptyText() throws Exception {
        Reply streamed =
                Reply.raw(
                        event(response("{\"text\":\"said\"}", ""))
                                + event(
                                        response(
                                                "{\"text\":\"\",\"thoughtSignature\":\"s9\"}",
                                                ",\"finishReason\":\"STOP\"")));
        Reply whole =
                Reply.json(
                        response(
                                "{\"text\":\"said\",\"thoughtSignature\":\"s9\"}",
                                ",\"finishReason\":\"STOP\""));
        for (boolean stream : new boolean[] {true, false}) {
            upstream.then(stream ? streamed : whole, Reply.json(plain("ok")));
            JsonNode message = message(ask(call(stream)));
            assertThat(message.at("/extra_content/google/thought_signature").stringValue())
                    .isEqualTo("s9");
            ask(following(history(message)));
            assertThat(sent().at("/contents/1/parts").toString())
                    .isEqualTo("[{\"text\":\"said\",\"thoughtSignature\":\"s9\"}]");
        }
        upstream.then(Reply.json(plain("ok")));
        ask(
                following(
                        history(
                                Json.MAPPER.readTree(
                                        "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"1\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"),
                                "1")));
        assertThat(sent().at("/contents/1/parts/0/thoughtSignature").stringValue())
                .isEqualTo("skip_thought_signature_validator");
    }

    @Test
    void trap4And5And15CallsOfSeveralChunksAreNumberedFinishAndAreAnsweredTogether()
            throws Exception {
        String call = "{\"functionCall\":{\"name\":\"%s\",\"args\":{}}}";
        upstream.then(
                Reply.raw(
                        event(response(call.formatted("f"), ""))
                                + event(
                                        response(
                                                call.formatted("g"),
                                                ",\"finishReason\":\"STOP\""))));
        Answer answer = ask(call(true));
        JsonNode message = message(answer);
        assertThat(message.path("tool_calls")).hasSize(2);
        assertThat(message.at("/tool_calls/1/function/name").stringValue()).isEqualTo("g");
        assertThat(answer.finishReasons()).as("trap 5").containsExactly("tool_calls");
        assertThat(chunks.getLast().at("/0/delta/tool_calls/0/index").intValue()).isEqualTo(1);
        upstream.then(Reply.json(plain("ok")));
        ask(
                following(
                        history(
                                message,
                                message.at("/tool_calls/0/id").stringValue(),
                                message.at("/tool_calls/1/id").stringValue())));
        assertThat(sent().path("contents")).as("trap 15").hasSize(3);
        assertThat(sent().at("/contents/2/parts")).hasSize(2);
        assertThat(sent().at("/contents/2/parts/1/functionResponse/name").stringValue())
                .isEqualTo("g");
    }

    @Test
    void trap6JsonSchemasGoWhereTheyAreTakenAsTheyAre() throws Exception {
        String schema =
                "{\"$schema\":\"x\",\"type\":\"object\",\"additionalProperties\":false,"
                        + "\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"c\":{\"oneOf\":[{\"const\":1}],\"exclusiveMinimum\":0}},"
                        + "\"$defs\":{\"b\":{\"type\":\"string\"}}}";
        upstream.then(Reply.json(plain("ok")));
        ask(
                call(
                        false,
                        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                                + schema
                                + "}},{\"type\":\"function\",\"function\":{\"name\":\"g\",\"parameters\":{\"type\":\"object\"}}}]",
                        "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                                + schema
                                + "}}"));
        JsonNode functions = sent().at("/tools/0/functionDeclarations");
        assertThat(functions.at("/0/parametersJsonSchema").toString()).isEqualTo(schema);
        assertThat(functions.at("/0").has("parameters")).isFalse();
        assertThat(functions.at("/1").has("parametersJsonSchema")).isFalse();
        assertThat(sent().at("/generationConfig/responseJsonSchema").toString()).isEqualTo(schema);
        assertThat(sent().path("generationConfig").has("responseSchema")).isFalse();
    }

    @Test
    void thoughtsThatAreNotWantedAreLeftOutAndCounted() throws Exception {
        upstream.then(
                Reply.raw(
                        event(response("{\"text\":\"so\",\"thought\":true}", ""))
                                + parts("yes")
                                + ending()));
        Answer answer = ask(call(true, "\"reasoning\":{\"include\":false}"));
        assertThat(message(answer).has("reasoning_content")).isFalse();
        assertThat(answer.usage().getReasoningOutputTokens()).isEqualTo(2);
        assertThat(chunks).noneMatch(chunk -> chunk.toString().contains("\"so\""));
    }
}
