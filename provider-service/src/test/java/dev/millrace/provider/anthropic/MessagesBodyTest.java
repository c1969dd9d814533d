package dev.millrace.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesBodyTest {

    private static Request built(String model, String json) throws ProviderException {
        RequestBody body = RequestBody.parse(json.getBytes(StandardCharsets.UTF_8));
        return MessagesBody.of(new ChatCall(model, body, false, Instant.EPOCH));
    }

    private static String asked(String model, String members) throws ProviderException {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + members + "}";
        return text(built(model, body));
    }

    private static String text(Request request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private static String messages(String messages) throws ProviderException {
        return text(built("claude-opus-4-1", "{\"messages\":" + messages + "}"));
    }

    @Test
    void rolesAreThoseTheApiKnows() throws Exception {
        assertThat(
                        messages(
                                """
                                [{"role":"system","content":"Be kind."},
                                 {"role":"developer","content":[{"type":"text","text":"And brief."},{"type":"text","text":""}]},
                                 {"role":"user","content":"a"},
                                 {"role":"user","content":[{"type":"text","text":"b"}]},
                                 {"role":"assistant","content":"c  "}]"""))
                .contains(
                        "\"system\":[{\"type\":\"text\",\"text\":\"Be kind.\"},{\"type\":\"text\",\"text\":\"And brief.\"}]",
                        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]},"
                                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"c\"}]}]");
    }

    @Test
    void trap15ResultsOfToolsAreOneMessageAfterTheThoughtsAndCallsTheyAnswer() throws Exception {
        assertThat(
                        messages(
                                """
                                [{"role":"user","content":"q"},
                                 {"role":"assistant","content":null,
                                  "thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s"}],
                                  "tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}},
                                                {"id":"2","type":"function","function":{"name":"g","arguments":""}}]},
                                 {"role":"tool","tool_call_id":"1","content":"one"},
                                 {"role":"tool","tool_call_id":"2","content":""},
                                 {"role":"user","content":"go on"}]"""))
                .contains(
                        "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"},"
                                + "{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"f\",\"input\":{\"a\":1}},"
                                + "{\"type\":\"tool_use\",\"id\":\"2\",\"name\":\"g\",\"input\":{}}]},"
                                + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"content\":[{\"type\":\"text\",\"text\":\"one\"}]},"
                                + "{\"type\":\"tool_result\",\"tool_use_id\":\"2\"},"
                                + "{\"type\":\"text\",\"text\":\"go on\"}]}");
    }

    @Test
    void imagesAndFilesKeepTheirContentAndTheirPlaceInTheCache() throws Exception {
        assertThat(
                        messages(
                                """
                                [{"role":"user","content":[
                                  {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},
                                  {"type":"image_url","image_url":{"url":"https://x.org/y.png"}},
                                  {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,BBBB"},"cache_control":{"type":"ephemeral"}}]}]"""))
                .contains(
                        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}}",
                        "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x.org/y.png\"}}",
                        "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"BBBB\"},"
                                + "\"title\":\"a.pdf\",\"cache_control\":{\"type\":\"ephemeral\"}}");
    }

    @Test
    void whatItCannotDoIsRefusedByName() {
        assertThat(refusal("\"n\":2")).isEqualTo("n");
        ProviderException audio =
                catchThrowableOfType(
                        ProviderException.class,
                        () ->
                                messages(
                                        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{}}]}]"));
        assertThat(audio.failure()).isInstanceOf(ProviderFailure.InvalidRequest.class);
    }

    private static String refusal(String members) {
        ProviderException e =
                catchThrowableOfType(
                        ProviderException.class, () -> asked("claude-opus-4-1", members));
        assertThat(e).isNotNull();
        return e.failure() instanceof ProviderFailure.InvalidRequest(String param, String _)
                ? String.valueOf(param)
                : "";
    }

    @Test
    void whatHasNoCounterpartIsLeftOutAndNamed() throws Exception {
        Request built =
                built(
                        "claude-opus-4-1",
                        """
                        {"messages":[],"model":"x","stream":true,"seed":1,"logit_bias":{},"temperature":1.7,
                         "top_p":0.5,"top_k":3,"response_format":{"type":"json_object"},"service_tier":"flex",
                         "user":"u","cache_control":{"type":"ephemeral"}}""");
        assertThat(built.dropped())
                .containsExactly(
                        "logit_bias",
                        "response_format",
                        "seed",
                        "service_tier",
                        "temperature",
                        "top_p");
        assertThat(Json.MAPPER.readTree(built.body()).path("temperature").asInt(0)).isEqualTo(1);
        assertThat(text(built))
                .contains(
                        "\"top_k\":3",
                        "\"metadata\":{\"user_id\":\"u\"}",
                        "\"cache_control\":{\"type\":\"ephemeral\"}")
                .doesNotContain("seed", "top_p", "flex");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "claude-3-5-sonnet-20241022 | high | ",
                "claude-3-7-sonnet-20250219 | high | \"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4096}",
                "claude-opus-4-5-20251101 | low | \"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}",
                "claude-sonnet-4-6 | xhigh | \"output_config\":{\"effort\":\"max\"}",
                "claude-opus-4-8 | xhigh | \"output_config\":{\"effort\":\"xhigh\"}",
                "claude-opus-4-8 | minimal | \"output_config\":{\"effort\":\"low\"}",
                "claude-sonnet-5 | none | \"thinking\":{\"type\":\"disabled\"}",
                "claude-fable-5 | none | ",
            })
    void everyGenerationIsToldToThinkInItsWay(String model, String effort, String expected)
            throws Exception {
        String body = asked(model, "\"reasoning_effort\":\"" + effort + "\"");
        if (expected == null) {
            assertThat(body).doesNotContain("thinking", "effort");
        } else {
            assertThat(body).contains(expected).doesNotContain("reasoning_effort");
        }
    }

    @Test
    void aBudgetLeavesSomethingOfTheLimit() throws Exception {
        assertThat(
                        asked(
                                "claude-opus-4-1",
                                "\"reasoning_effort\":\"high\",\"max_completion_tokens\":2000,\"temperature\":0.2"))
                .contains("\"budget_tokens\":1999", "\"max_tokens\":2000")
                .doesNotContain("temperature");
        assertThat(asked("claude-opus-4-1", "\"reasoning_effort\":\"high\",\"max_tokens\":500"))
                .contains("\"max_tokens\":500")
                .doesNotContain("thinking");
        assertThat(asked("claude-opus-4-1", "\"reasoning_effort\":\"high\""))
                .contains("\"max_tokens\":12288");
    }

    @Test
    void theNewestTakeNoSampling() throws Exception {
        assertThat(asked("claude-opus-5", "\"temperature\":0,\"top_p\":0.1,\"top_k\":4"))
                .doesNotContain("temperature", "top_p", "top_k");
    }

    @Test
    void toolsAreFunctionsWithASchema() throws Exception {
        String tools =
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\",\"strict\":true}},"
                        + "{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]";
        assertThat(
                        asked(
                                "claude-opus-4-1",
                                tools
                                        + ",\"tool_choice\":\"required\",\"parallel_tool_calls\":false"))
                .contains(
                        "\"tools\":[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\"},\"strict\":true},"
                                + "{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]",
                        "\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}");
        assertThat(
                        asked(
                                "claude-opus-4-1",
                                tools
                                        + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}"))
                .contains("\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"}");
        assertThat(
                        asked(
                                "claude-opus-4-1",
                                tools
                                        + ",\"tool_choice\":\"required\",\"reasoning_effort\":\"low\""))
                .contains("\"tool_choice\":{\"type\":\"auto\"}");
    }

    @Test
    void aSchemaLosesWhatIsRefusedAndNothingElse() throws Exception {
        String format =
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                        + "{\"type\":\"object\",\"properties\":{\"minimum\":{\"type\":\"integer\",\"minimum\":3},"
                        + "\"a\":{\"enum\":[{\"pattern\":1}]}}}}}";
        assertThat(asked("claude-opus-4-5", format))
                .contains(
                        "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\","
                                + "\"properties\":{\"minimum\":{\"type\":\"integer\"},\"a\":{\"enum\":[{\"pattern\":1}]}}}}}");
        assertThat(asked("claude-3-5-haiku-20241022", format)).doesNotContain("output_config");
    }

    @Test
    void stopsThatAreBlankAreLeftOut() throws Exception {
        assertThat(asked("claude-opus-4-1", "\"stop\":[\"END\",\"\\n\"]"))
                .contains("\"stop_sequences\":[\"END\"]");
        assertThat(asked("claude-opus-4-1", "\"stop\":\"END\""))
                .contains("\"stop_sequences\":[\"END\"]");
    }
}
