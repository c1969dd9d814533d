package dev.millrace.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.millrace.gateway.house.House;
import org.junit.jupiter.api.Test;

/** What the official client makes of it. */
class OpenAiSdkTest {

    private final House house = House.shared();
    private final OpenAIClient client = client(House.ADMIN);

    @Test
    void plain() {
        var completion = client.chat().completions().create(ask("m1", "echo hello").build());

        assertThat(completion.choices().getFirst().message().content()).contains("hello");
        assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(8);
    }

    @Test
    void streamed() {
        StringBuilder text = new StringBuilder();
        long[] tokens = {0};
        var params =
                ask("m1", "echo one two three")
                        .streamOptions(
                                ChatCompletionStreamOptions.builder().includeUsage(true).build())
                        .build();
        try (var stream = client.chat().completions().createStreaming(params)) {
            stream.stream()
                    .forEach(
                            chunk -> {
                                chunk.choices()
                                        .forEach(c -> c.delta().content().ifPresent(text::append));
                                chunk.usage().ifPresent(u -> tokens[0] = u.totalTokens());
                            });
        }
        assertThat(text).hasToString("one two three");
        assertThat(tokens[0]).isEqualTo(8);
    }

    @Test
    void aStreamThatBreaksRaises() {
        assertThatThrownBy(
                        () -> {
                            try (var stream =
                                    client.chat()
                                            .completions()
                                            .createStreaming(ask("m1", "cut one").build())) {
                                stream.stream().forEach(_ -> {});
                            }
                        })
                .isInstanceOf(OpenAIException.class);
    }

    @Test
    void models() {
        assertThat(client.models().list().data()).extracting(m -> m.id()).contains("m1", "auto");
        assertThat(client.models().retrieve("org/m2").id()).isEqualTo("org/m2");
        assertThatThrownBy(() -> client.models().retrieve("no/such"))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void embeddings() {
        var list =
                client.embeddings()
                        .create(EmbeddingCreateParams.builder().model("e1").input("x").build());

        assertThat(list.data()).hasSize(1);
    }

    @Test
    void errors() {
        assertThatThrownBy(
                        () ->
                                client.chat()
                                        .completions()
                                        .create(
                                                ask("m1", "echo x")
                                                        .maxCompletionTokens(-1)
                                                        .build()))
                .isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> client.chat().completions().create(ask("none", "x").build()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(
                        () -> client("wrong").chat().completions().create(ask("m1", "x").build()))
                .isInstanceOf(UnauthorizedException.class);
    }

    private static ChatCompletionCreateParams.Builder ask(String model, String prompt) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(prompt);
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(house.a().base() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }
}
