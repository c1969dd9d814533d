package dev.millrace.provider.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.anthropic.Anthropic;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.compatible.Compatible;
import dev.millrace.provider.deepseek.DeepSeek;
import dev.millrace.provider.gemini.Gemini;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import dev.millrace.provider.zhipu.Zhipu;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every recorded exchange of a protocol that is spoken: {@code mvn verify
 * -Dmillrace.recordings=FOLDER}. Whole, split anywhere, and cut anywhere.
 */
@EnabledIfSystemProperty(named = "millrace.recordings", matches = ".+")
class RecordingsTest {

    private static final long SEED = 7;
    private static final int CUTS = 20;

    private static final ScriptedUpstream UPSTREAM = new ScriptedUpstream();
    private static final Endpoint ENDPOINT = new Endpoint("p", UPSTREAM.url(), "k");
    private static final UpstreamClient CLIENT =
            new UpstreamClient(
                    Clock.systemUTC(),
                    new Patience(
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(5),
                            20 << 20));
    private final Random random = new Random(SEED);
    private final StringBuilder shown = new StringBuilder();
    private final EmbeddingRecordings embeddings = new EmbeddingRecordings(UPSTREAM, random, CUTS);
    private int tickets;
    private int responses;
    private int corresponding;

    @AfterAll
    static void close() {
        CLIENT.close();
        UPSTREAM.close();
    }

    @Test
    void whatVendorsSentIsUnderstood() throws Exception {
        Map<String, int[]> table = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        // As it was given beside the root pom: the tests of a module run in its folder.
        Path folder =
                Path.of("..").resolve(String.valueOf(System.getProperty("millrace.recordings")));
        for (Recording recording : Recording.in(folder)) {
            int[] row = table.computeIfAbsent(family(recording), _ -> new int[2]);
            row[0]++;
            tickets += ExpectedResponse.isTicket(recording) ? 1 : 0;
            try {
                check(recording);
                row[1]++;
            } catch (AssertionError | ProviderException e) {
                faults.add(recording + ": " + e);
            }
        }
        System.out.printf("%-66s %6s %6s%n", "recordings", "all", "pass");
        table.forEach(
                (family, row) -> System.out.printf("%-66s %6d %6d%n", family, row[0], row[1]));
        System.out.printf("tickets for an answer elsewhere, refused as none: %d%n", tickets);
        System.out.printf(
                "requests of Responses that a chat completion leads to: %d of %d%n",
                corresponding, responses);
        assertThat(faults).isEmpty();
    }

    private static String family(Recording recording) {
        return recording.vendor()
                + " "
                + recording.path().replaceAll("^/(v1beta|v1|openai/v1|api/paas/v4)", "");
    }

    private void check(Recording recording) throws Exception {
        String path = recording.path();
        if (path.endsWith("/embeddings")) {
            embeddings.check(recording, openAi(recording).embeddings());
        } else if (path.endsWith(":batchEmbedContents")) {
            embeddings.check(recording, Gemini.provider(ENDPOINT, CLIENT).embeddings());
        } else {
            check(recording, chat(recording));
        }
    }

    private static ChatProvider chat(Recording recording) {
        String path = recording.path();
        if (path.endsWith("/messages")) {
            return Anthropic.provider(ENDPOINT, CLIENT).chat();
        }
        if (path.toLowerCase(Locale.ROOT).endsWith("generatecontent")) {
            return Gemini.provider(ENDPOINT, CLIENT).chat();
        }
        if (path.endsWith("/responses")) {
            return OpenAi.responses(ENDPOINT, CLIENT);
        }
        assertThat(path).as("a path that is spoken").endsWith("/chat/completions");
        return openAi(recording).chat();
    }

    private static Provider openAi(Recording recording) {
        return switch (recording.vendor()) {
            case "openai" -> OpenAi.provider(ENDPOINT, CLIENT);
            case "zhipu" -> Zhipu.provider(ENDPOINT, CLIENT, List.of());
            case "deepseek" -> DeepSeek.provider(ENDPOINT, CLIENT);
            default -> Compatible.provider(ENDPOINT, CLIENT);
        };
    }

    private void check(Recording recording, ChatProvider provider) throws Exception {
        if (recording.status() != 200 || ExpectedResponse.isTicket(recording)) {
            UPSTREAM.then(recording.whole());
            assertThat(fails(recording, provider)).isTrue();
            return;
        }
        Expected expected = Expected.of(recording);
        UPSTREAM.then(recording.whole());
        assertEquals(recording, expected, ask(recording, provider));
        assertSent(recording);
        UPSTREAM.then(recording.split(random, CUTS));
        assertEquals(recording, expected, ask(recording, provider));
        for (int i = 0; i < CUTS; i++) {
            int at = 1 + random.nextInt(recording.body().length - 1);
            UPSTREAM.then(recording.cut(at));
            try {
                // Whole after all: nothing but what follows the finish reason was missing.
                Answer answer = ask(recording, provider);
                assertThat(recording.isStream()).as("cut at %d is told", at).isTrue();
                assertThat(message(answer).path("content").asString(""))
                        .as("cut at %d", at)
                        .isEqualTo(expected.text());
            } catch (ProviderException e) {
                assertThat(expected.text()).as("cut at %d", at).startsWith(shown.toString());
            }
        }
    }

    private void assertSent(Recording recording) {
        if (!recording.path().endsWith("/responses")) {
            return;
        }
        responses++;
        if (ResponsesRequest.chat(recording.request()).isPresent()) {
            corresponding++;
            ResponsesRequest.assertSame(
                    recording.request(),
                    Json.MAPPER.readTree(UPSTREAM.requests().getLast().body()));
        }
    }

    private void assertEquals(Recording recording, Expected expected, Answer answer) {
        JsonNode message = message(answer);
        List<String> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            calls.add(
                    call.at("/function/name").asString("")
                            + call.at("/function/arguments").asString(""));
        }
        assertThat(
                        new Expected(
                                message.path("content").asString(""),
                                message.path("reasoning_content").asString(""),
                                calls,
                                answer.finishReasons().getFirst(),
                                answer.usage().getInputTokens(),
                                answer.usage().getOutputTokens(),
                                answer.usage().getCachedInputTokens()))
                .isEqualTo(expected);
        if (recording.isStream()) {
            assertThat(shown.toString()).isEqualTo(expected.text());
        }
    }

    private static JsonNode message(Answer answer) {
        return Json.MAPPER.readTree(answer.output()).path(0).path("message");
    }

    private boolean fails(Recording recording, ChatProvider provider) throws Exception {
        try {
            ask(recording, provider);
            return false;
        } catch (ProviderException _) {
            return true;
        }
    }

    /** The recorded request where a chat completion can be its cause, else any. */
    private static byte[] request(Recording recording) {
        if (recording.path().endsWith("/chat/completions")) {
            return Json.bytes(recording.request());
        }
        if (recording.path().endsWith("/responses")) {
            Optional<ObjectNode> chat = ResponsesRequest.chat(recording.request());
            if (chat.isPresent()) {
                return Json.bytes(chat.get());
            }
        }
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .getBytes(StandardCharsets.UTF_8);
    }

    private Answer ask(Recording recording, ChatProvider provider) throws Exception {
        shown.setLength(0);
        return provider.chat(
                new ChatCall(
                        Json.text(recording.request(), "model"),
                        RequestBody.parse(request(recording)),
                        recording.isStream(),
                        Instant.now().plusSeconds(20)),
                (_, choices) ->
                        Json.MAPPER
                                .readTree(choices)
                                .forEach(
                                        choice ->
                                                shown.append(
                                                        choice.at("/delta/content").asString(""))),
                new Cancellation());
    }
}
