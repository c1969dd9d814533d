package dev.millrace.standalone.clients;

import static dev.millrace.standalone.clients.JavaSdk.ask;
import static dev.millrace.standalone.clients.JavaSdk.stream;
import static dev.millrace.standalone.clients.JavaSdk.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Answers, as the official client for Java reads them. Each test is a cell of docs/clients.md. */
class JavaAnswersTest {

    private static final String ARGUMENTS = "{\"city\": \"Paris\", \"days\": 2}";

    private final ClientHouse house = ClientHouse.get();
    private final OpenAIClient client = JavaSdk.client(house.key(), 0);

    /** What the structured answer is read into; its schema is derived from it. */
    public static final class Weather {
        public String city = "";
        public int degrees;
    }

    @Test
    void answersPlainly() {
        var completion =
                client.chat()
                        .completions()
                        .create(ask(Script.saying("Guten Tag, 世界 🌍")).build())
                        .validate();

        assertThat(text(completion)).isEqualTo("Guten Tag, 世界 🌍");
        assertThat(completion.id()).startsWith("chatcmpl-");
        assertThat(completion.model()).isEqualTo(ScriptedUpstream.CHAT);
        assertThat(completion.choices().getFirst().finishReason().asString()).isEqualTo("stop");
    }

    @Test
    void namesTheModelThatAutoChose() {
        var completion = client.chat().completions().create(ask("auto", "Hello").build());

        assertThat(completion.model()).isNotEqualTo("auto").isNotBlank();
        assertThat(text(completion)).isNotBlank();
    }

    @Test
    void tellsTheRequestIdOfAnAnswer() {
        try (var response =
                client.withRawResponse()
                        .chat()
                        .completions()
                        .create(ask(Script.saying("Hello")).build())) {
            assertThat("chatcmpl-" + response.requestId().orElse("none"))
                    .isEqualTo(response.parse().id());
        }
    }

    @Test
    void streamsAnAnswer() {
        var chunks = stream(client, ask(Script.saying("one two 三")));

        chunks.forEach(chunk -> chunk.validate());
        assertThat(text(chunks)).isEqualTo("one two 三");
        assertThat(chunks).extracting(chunk -> chunk.id()).containsOnly(chunks.getFirst().id());
        assertThat(chunks).allMatch(chunk -> chunk.usage().isEmpty());
        assertThat(chunks).filteredOn(c -> !text(List.of(c)).isEmpty()).hasSizeGreaterThan(1);
    }

    @Test
    void rebuildsAStreamWithItsOwnHelper() {
        var whole = ChatCompletionAccumulator.create();
        stream(client, ask(Script.saying("one two three"))).forEach(whole::accumulate);

        assertThat(text(whole.chatCompletion())).isEqualTo("one two three");
        assertThat(whole.chatCompletion().choices().getFirst().finishReason().asString())
                .isEqualTo("stop");
    }

    @Test
    void tellsTheUsageOfAnAnswer() {
        var completion =
                client.chat().completions().create(ask(Script.saying("one two three")).build());

        assertUsage(completion.usage().orElseThrow());
    }

    @Test
    void tellsTheUsageAtTheEndOfAStream() {
        var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
        var chunks = stream(client, ask(Script.saying("one two three")).streamOptions(options));

        assertThat(chunks.getLast().choices()).isEmpty();
        assertUsage(chunks.getLast().usage().orElseThrow());
        assertThat(chunks.subList(0, chunks.size() - 1)).allMatch(c -> c.usage().isEmpty());
    }

    @Test
    void listsModels() {
        assertThat(client.models().list().data())
                .extracting(model -> model.validate().id())
                .contains(
                        "auto",
                        "simulator-small",
                        ScriptedUpstream.CHAT,
                        ScriptedUpstream.SLASHED,
                        ScriptedUpstream.EMBEDDING);
    }

    @Test
    void retrievesAModel() {
        var model = client.models().retrieve(ScriptedUpstream.SLASHED).validate();

        assertThat(model.id()).isEqualTo(ScriptedUpstream.SLASHED);
        assertThat(model.ownedBy()).isEqualTo("openai");
    }

    @Test
    void embedsTexts() {
        var params = EmbeddingCreateParams.builder().model(ScriptedUpstream.EMBEDDING);
        var packed = client.embeddings().create(params.input("four").build()).validate();
        var plain =
                client.embeddings()
                        .create(
                                params.inputOfArrayOfStrings(List.of("four", "seventh"))
                                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                                        .build());

        assertThat(packed.data().getFirst().embedding()).containsExactly(4f, 0.25f);
        assertThat(plain.data())
                .extracting(item -> item.embedding())
                .containsExactly(List.of(4f, 0.25f), List.of(7f, 1.25f));
        assertThat(plain.usage().promptTokens()).isEqualTo(2);
    }

    @Test
    void callsATool() {
        var script = Script.saying(ARGUMENTS);
        var params = ask(script).addTool(tool());
        var asked = client.chat().completions().create(params.build()).choices().getFirst();
        var call = asked.message().toolCalls().orElseThrow().getFirst().asFunction();

        assertThat(asked.finishReason().asString()).isEqualTo("tool_calls");
        assertThat(call.function().name()).isEqualTo("forecast");
        assertThat(call.function().arguments()).isEqualTo(ARGUMENTS);
        var sent = house.upstream().calls(script.nonce()).getFirst().path("tools").path(0);
        assertThat(sent.at("/function/parameters/required/0").asString()).isEqualTo("city");

        var told =
                client.chat()
                        .completions()
                        .create(
                                params.addMessage(asked.message())
                                        .addMessage(
                                                ChatCompletionToolMessageParam.builder()
                                                        .toolCallId(call.id())
                                                        .content("sunny")
                                                        .build())
                                        .build());
        assertThat(text(told)).isEqualTo("The tool says: sunny");
    }

    @Test
    void streamsAToolCall() {
        var whole = ChatCompletionAccumulator.create();
        stream(client, ask(Script.saying(ARGUMENTS)).addTool(tool())).forEach(whole::accumulate);

        var choice = whole.chatCompletion().choices().getFirst();
        var call = choice.message().toolCalls().orElseThrow().getFirst().asFunction();
        assertThat(choice.finishReason().asString()).isEqualTo("tool_calls");
        assertThat(call.id()).isNotBlank();
        assertThat(call.function().name()).isEqualTo("forecast");
        assertThat(call.function().arguments()).isEqualTo(ARGUMENTS);
    }

    @Test
    void parsesAStructuredAnswer() {
        var script = Script.saying("{\"city\": \"Paris\", \"degrees\": 21}");
        var completion =
                client.chat()
                        .completions()
                        .create(ask(script).responseFormat(Weather.class).build());

        var weather = completion.choices().getFirst().message().content().orElseThrow();
        assertThat(weather.city).isEqualTo("Paris");
        assertThat(weather.degrees).isEqualTo(21);
        var format = house.upstream().calls(script.nonce()).getFirst().path("response_format");
        assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
        assertThat(format.at("/json_schema/schema/properties").has("degrees")).isTrue();
    }

    private static void assertUsage(CompletionUsage usage) {
        assertThat(usage.promptTokens()).isEqualTo(ScriptedReply.PROMPT_TOKENS);
        assertThat(usage.completionTokens()).isEqualTo(3);
        assertThat(usage.totalTokens()).isEqualTo(ScriptedReply.PROMPT_TOKENS + 3);
        assertThat(usage.promptTokensDetails().orElseThrow().cachedTokens())
                .contains((long) ScriptedReply.CACHED_TOKENS);
        assertThat(usage.completionTokensDetails().orElseThrow().reasoningTokens())
                .contains((long) ScriptedReply.REASONING_TOKENS);
    }

    private static ChatCompletionFunctionTool tool() {
        var parameters =
                FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                                "properties",
                                JsonValue.from(
                                        Map.of(
                                                "city", Map.of("type", "string"),
                                                "days", Map.of("type", "integer"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build();
        return ChatCompletionFunctionTool.builder()
                .function(
                        FunctionDefinition.builder()
                                .name("forecast")
                                .parameters(parameters)
                                .build())
                .build();
    }
}
