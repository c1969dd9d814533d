package dev.millrace.standalone.clients;

import static dev.millrace.standalone.clients.JavaSdk.ask;
import static dev.millrace.standalone.clients.JavaSdk.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import org.junit.jupiter.api.Test;

/** Answers read by id with the official client for Java. Each is a cell of docs/clients.md. */
class JavaIdsTest {

    private final ClientHouse house = ClientHouse.get();
    private final OpenAIClient client = JavaSdk.client(house.key(), 2);

    @Test
    void readsACompletionById() {
        var answered = client.chat().completions().create(ask(Script.saying("one two")).build());
        var read = ended(client, answered.id()).validate();

        assertThat(read.choices()).isEqualTo(answered.choices());
        assertThat(read.usage()).isEqualTo(answered.usage());
        assertThat(read.created()).isEqualTo(answered.created());
        assertThat(read.model()).isEqualTo(answered.model());
    }

    @Test
    void finishesAStoredStreamAfterItsClientLeft() {
        var script = Script.saying("one two three").held();
        String id;
        try (var stream =
                client.chat().completions().createStreaming(ask(script).store(true).build())) {
            id = stream.stream().iterator().next().id();
        }
        house.upstream().release(script.nonce());

        assertThat(text(ended(client, id))).isEqualTo("one two three");
    }

    @Test
    void returnsTheMetadataOfAStoredAnswer() {
        var metadata =
                ChatCompletionCreateParams.Metadata.builder()
                        .putAdditionalProperty("project", JsonValue.from("späte \"Züge\""))
                        .build();
        var answered =
                client.chat()
                        .completions()
                        .create(ask(Script.saying("one")).store(true).metadata(metadata).build());

        assertThat(ended(client, answered.id()).metadata().orElseThrow()._allProperties())
                .containsEntry("project", JsonValue.from("späte \"Züge\""));
    }

    /** Reads an answer that may still be on its way. */
    static ChatCompletion ended(OpenAIClient client, String id) {
        return client.withOptions(options -> options.maxRetries(30))
                .chat()
                .completions()
                .retrieve(id);
    }
}
