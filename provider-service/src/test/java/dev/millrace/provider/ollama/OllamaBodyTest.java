package dev.millrace.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.ollama.ShownModels.Shown;
import dev.millrace.provider.protocol.Request;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OllamaBodyTest {

    private static final Shown UNKNOWN = new Shown("", 0, Set.of());

    private final ContextSizes sizes = new ContextSizes(Clock.systemUTC());

    private Request request(String model, Shown shown, String content, String... members)
            throws ProviderException {
        String extra = members.length == 0 ? "" : "," + String.join(",", members);
        String json =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]" + extra + "}";
        RequestBody body = RequestBody.parse(json.getBytes(StandardCharsets.UTF_8));
        return OllamaBody.of(new ChatCall(model, body, false, Instant.MAX), shown, sizes);
    }

    private JsonNode body(String... members) throws ProviderException {
        return Json.MAPPER.readTree(request("m", UNKNOWN, "hi", members).body());
    }

    @Test
    void membersGoWhereOllamaWantsThem() throws Exception {
        Request request =
                request(
                        "m",
                        UNKNOWN,
                        "hi",
                        "\"temperature\":0.5",
                        "\"top_p\":0.9",
                        "\"top_k\":40",
                        "\"seed\":7",
                        "\"max_tokens\":9",
                        "\"stop\":\"END\"",
                        "\"keep_alive\":\"1h\"",
                        "\"logit_bias\":{}",
                        "\"user\":\"u\"",
                        "\"parallel_tool_calls\":true",
                        "\"drop_params\":true",
                        "\"frequency_penalty\":null",
                        "\"options\":{\"num_gpu\":1,\"seed\":8}");
        JsonNode sent = Json.MAPPER.readTree(request.body());
        assertThat(sent.path("options").toString())
                .isEqualTo(
                        "{\"temperature\":0.5,\"top_p\":0.9,\"top_k\":40,\"seed\":8,\"stop\":[\"END\"],\"num_predict\":9,\"num_gpu\":1}");
        assertThat(sent.path("keep_alive").stringValue()).isEqualTo("1h");
        assertThat(request.dropped()).containsExactly("logit_bias", "parallel_tool_calls", "user");
    }

    @Test
    void aFormatIsASchemaOrJson() throws Exception {
        assertThat(body("\"response_format\":{\"type\":\"json_object\"}").path("format").asString())
                .isEqualTo("json");
        assertThat(
                        body("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}")
                                .path("format")
                                .toString())
                .isEqualTo("{\"type\":\"object\"}");
        assertThat(body("\"response_format\":{\"type\":\"text\"}").has("format")).isFalse();
        assertThat(
                        body("\"format\":\"json\"", "\"response_format\":{\"type\":\"text\"}")
                                .path("format")
                                .asString())
                .isEqualTo("json");
    }

    @Test
    void toolsAreOfferedButCannotBeForced() throws Exception {
        String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
        assertThat(body(tools, "\"tool_choice\":\"auto\"").path("tools")).hasSize(1);
        assertThat(body(tools, "\"tool_choice\":\"none\"").has("tools")).isFalse();
        assertThat(request("m", UNKNOWN, "hi", tools, "\"tool_choice\":\"none\"").dropped())
                .isEmpty();
        assertThat(request("m", UNKNOWN, "hi", tools, "\"tool_choice\":\"required\"").dropped())
                .containsExactly("tool_choice");
        assertThat(
                        request(
                                        "m",
                                        UNKNOWN,
                                        "hi",
                                        tools,
                                        "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}")
                                .dropped())
                .containsExactly("tool_choice");
    }

    private String think(String model, Shown shown, String... members) throws ProviderException {
        Request request = request(model, shown, "hi", members);
        String dropped = request.dropped().isEmpty() ? "" : " without " + request.dropped();
        return Json.MAPPER.readTree(request.body()).path("think") + dropped;
    }

    @Test
    void howHardAModelThinksIsSaidInTheWordsItKnows() throws Exception {
        String low = "\"reasoning_effort\":\"low\"";
        String none = "\"reasoning_effort\":\"none\"";
        assertThat(think("qwen3", UNKNOWN, low)).isEqualTo("true");
        assertThat(think("qwen3", UNKNOWN, none)).isEqualTo("false");
        assertThat(think("gpt-oss:20b", UNKNOWN, low)).isEqualTo("\"low\"");
        assertThat(think("gpt-oss:20b", UNKNOWN, "\"reasoning\":{\"effort\":\"xhigh\"}"))
                .isEqualTo("\"high\"");
        assertThat(think("gpt-oss:20b", UNKNOWN, none)).isEqualTo(" without [reasoning_effort]");
        assertThat(think("qwen3", UNKNOWN, "\"reasoning\":{\"budget_tokens\":100}"))
                .isEqualTo("true without [reasoning.budget_tokens]");
        assertThat(think("qwen3", UNKNOWN, "\"reasoning\":{\"budget_tokens\":0}"))
                .isEqualTo("false");
        assertThat(think("qwen3", UNKNOWN, "\"think\":\"medium\"", low)).isEqualTo("\"medium\"");
        assertThat(think("llama3.2", UNKNOWN)).isEmpty();
    }

    @Test
    void aModelThatCannotThinkIsNotAskedTo() throws Exception {
        Shown plain = new Shown("", 0, Set.of("completion", "tools"));
        assertThat(think("llama3.2", plain, "\"reasoning_effort\":\"high\""))
                .isEqualTo(" without [reasoning_effort]");
        assertThat(think("llama3.2", plain, "\"reasoning_effort\":\"none\"")).isEqualTo("false");
        Shown thinking = new Shown("", 0, Set.of("completion", "thinking"));
        assertThat(think("qwen3", thinking, "\"reasoning_effort\":\"high\"")).isEqualTo("true");
    }

    private long context(String model, long window, int characters, String... members)
            throws ProviderException {
        Shown shown = new Shown("", window, Set.of());
        Request request = request(model, shown, "x".repeat(characters), members);
        JsonNode sent = Json.MAPPER.readTree(request.body());
        assertThat(sent.path("truncate").booleanValue()).isFalse();
        return sent.at("/options/num_ctx").asLong(0);
    }

    @Test
    void theContextIsMadeLargeEnoughForThePrompt() throws Exception {
        assertThat(context("a", 0, 4_000)).isZero();
        assertThat(context("b", 0, 12_000)).isEqualTo(8_192);
        assertThat(context("c", 0, 12_000, "\"max_tokens\":12000")).isEqualTo(16_384);
        assertThat(context("d", 40_960, 400_000)).isEqualTo(40_960);
        assertThat(context("e", 0, 400_000)).isEqualTo(131_072);
        assertThat(context("f", 0, 400_000, "\"num_ctx\":2048")).isEqualTo(2_048);
        assertThat(context("g", 0, 400_000, "\"options\":{\"num_ctx\":4096}")).isEqualTo(4_096);
        Request cut = request("h", UNKNOWN, "hi", "\"truncate\":true");
        assertThat(Json.MAPPER.readTree(cut.body()).path("truncate").booleanValue()).isTrue();
    }
}
