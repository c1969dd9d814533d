package dev.millrace.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.catalog.CatalogView;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChunkSink;
import dev.millrace.provider.structured.Structured;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How a wish for JSON reaches models of each generation, whose capabilities nobody announces. */
class StructuredClaudeTest {

    /** Keeps what the API would get. */
    private static final class Claude implements ChatProvider {

        private final AnthropicChat protocol = new AnthropicChat();
        private @Nullable JsonNode sent;

        @Override
        public Set<AnswerFormat> formats(String model) {
            return protocol.formats(model);
        }

        @Override
        public Answer chat(ChatCall call, ChunkSink sink, Cancellation cancellation)
                throws ProviderException {
            var request = protocol.request(call);
            assertThat(request.dropped()).isEmpty();
            sent = Json.MAPPER.readTree(request.body());
            return new Answer(
                    call.model(),
                    "[{\"index\":0,\"message\":{\"content\":\"{}\"},\"finish_reason\":\"stop\"}]"
                            .getBytes(StandardCharsets.UTF_8),
                    List.of("stop"),
                    new Usage(1L, 1L, 0L, 0L, 0L, false),
                    null,
                    null);
        }
    }

    private static JsonNode sent(String model, String format) throws Exception {
        Claude claude = new Claude();
        Provider provider =
                new Provider(
                        "anthropic",
                        "anthropic",
                        "",
                        claude,
                        (_, _) -> {
                            throw new AssertionError();
                        },
                        List::of,
                        false);
        String body =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"response_format\":"
                        + format.replace('\'', '"')
                        + "}";
        var _ =
                new Structured(new CatalogView())
                        .over(provider)
                        .chat(
                                new ChatCall(
                                        model,
                                        RequestBody.parse(body.getBytes(StandardCharsets.UTF_8)),
                                        false,
                                        Instant.now().plusSeconds(9)),
                                (_, _) -> {},
                                new Cancellation());
        return Objects.requireNonNull(claude.sent, "nothing was sent");
    }

    private static final String SCHEMA =
            "{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'}}}";

    @Test
    void olderModelsAreForcedToCallAFunction() throws Exception {
        JsonNode sent = sent("claude-3-5-haiku-20241022", SCHEMA);
        assertThat(sent.at("/tools/0/name").asString()).isEqualTo("n");
        assertThat(sent.at("/tools/0/input_schema/type").asString()).isEqualTo("object");
        assertThat(sent.at("/tool_choice/type").asString()).isEqualTo("tool");
        assertThat(sent.has("output_config")).isFalse();
    }

    @Test
    void newerModelsTakeTheSchema() throws Exception {
        JsonNode sent = sent("claude-opus-4-6", SCHEMA);
        assertThat(sent.at("/output_config/format/type").asString()).isEqualTo("json_schema");
        assertThat(sent.has("tools")).isFalse();
    }

    @Test
    void anyJsonObjectIsAskedForInWords() throws Exception {
        JsonNode sent = sent("claude-opus-4-6", "{'type':'json_object'}");
        assertThat(sent.path("system").toString()).contains("one JSON object");
    }
}
