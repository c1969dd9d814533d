package dev.millrace.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChosenSurfaceTest {

    private static final String TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
    private static final String RESPONSE =
            "{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":"
                    + "[{\"type\":\"output_text\",\"text\":\"r\"}]}],"
                    + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final UpstreamClient client =
            new UpstreamClient(
                    Clock.systemUTC(),
                    new Patience(
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(5),
                            1 << 20));

    @AfterEach
    void close() {
        client.close();
        upstream.close();
    }

    private String answer(Dialect dialect, String model, boolean stream, String members)
            throws Exception {
        String json = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + members + "}";
        Answer answer =
                OpenAi.provider(new Endpoint("p", upstream.url(), "k"), dialect, client, List.of())
                        .chat()
                        .chat(
                                new ChatCall(
                                        model,
                                        RequestBody.parse(json.getBytes(StandardCharsets.UTF_8)),
                                        stream,
                                        Instant.now().plusSeconds(20)),
                                (_, _) -> {},
                                new Cancellation());
        return upstream.requests().getLast().path()
                + " "
                + Json.MAPPER.readTree(answer.output()).at("/0/message/content").asString();
    }

    @Test
    void aRequestThatChatCompletionsRefuseGoesToResponses() throws Exception {
        upstream.then(
                Reply.json(RESPONSE),
                Reply.raw(
                        "data: {\"type\":\"response.completed\",\"response\":"
                                + RESPONSE
                                + "}\n\n"),
                Reply.json(RESPONSE));
        assertThat(answer(OpenAi.OWN, "gpt-5.6", false, TOOLS)).isEqualTo("/v1/responses r");
        assertThat(answer(OpenAi.OWN, "gpt-5.6", true, TOOLS)).isEqualTo("/v1/responses r");
        assertThat(answer(OpenAi.OWN, "o3-pro", false, "")).isEqualTo("/v1/responses r");
    }

    @Test
    void everythingElseAndEveryOtherServerIsAskedForChatCompletions() throws Exception {
        String completion =
                "{\"choices\":[{\"message\":{\"content\":\"c\"},\"finish_reason\":\"stop\"}]}";
        String chunk = completion.replace("message", "delta");
        upstream.then(
                Reply.json(completion),
                Reply.raw("data: " + chunk + "\n\ndata: [DONE]\n\n"),
                Reply.json(completion));
        assertThat(answer(OpenAi.OWN, "gpt-5.6", false, "")).isEqualTo("/v1/chat/completions c");
        assertThat(answer(OpenAi.OWN, "gpt-4.1", true, TOOLS)).isEqualTo("/v1/chat/completions c");
    }
}
