package dev.millrace.provider.structured;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.catalog.CatalogView;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

class StructuredChatTest {

    private static final RequestBody BODY =
            RequestBody.parse(
                    ("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"n\":2,"
                                    + "\"response_format\":{\"type\":\"json_object\"}}")
                            .getBytes(StandardCharsets.UTF_8));

    /** A model that streams these texts as its choices, by turns and in pieces. */
    private record Speaking(List<String> texts, String reason, Random random) {

        Speaking(List<String> texts, Random random) {
            this(texts, "stop", random);
        }

        Answer chat(ChatCall call, dev.millrace.provider.chat.ChunkSink sink)
                throws InterruptedException {
            int[] at = new int[texts.size()];
            for (int left = texts.stream().mapToInt(String::length).sum(); left > 0; ) {
                int choice = random.nextInt(texts.size());
                String text = texts.get(choice);
                int to = Math.min(text.length(), at[choice] + random.nextInt(6));
                ArrayNode chunk = Json.MAPPER.createArrayNode();
                var one = chunk.addObject().put("index", choice);
                one.putObject("delta")
                        .put("role", at[choice] == 0 ? "assistant" : null)
                        .put("content", text.substring(at[choice], to));
                one.putNull("finish_reason");
                if (call.stream()) {
                    sink.accept("m", Json.bytes(chunk));
                }
                left -= to - at[choice];
                at[choice] = to;
            }
            ArrayNode output = Json.MAPPER.createArrayNode();
            for (int i = 0; i < texts.size(); i++) {
                output.addObject()
                        .put("index", i)
                        .put("finish_reason", reason)
                        .putObject("message")
                        .put("role", "assistant")
                        .put("content", texts.get(i));
            }
            return new Answer(
                    "m",
                    Json.bytes(output),
                    List.of(reason, reason),
                    new Usage(1L, 1L, 0L, 0L, 0L, false),
                    null,
                    null);
        }
    }

    private static Answer ask(Speaking model, boolean stream, List<StringBuilder> shown)
            throws Exception {
        ChatProvider chat = (call, sink, _) -> model.chat(call, sink);
        return new StructuredChat("p", chat, new CatalogView(), new Schemas())
                .chat(
                        new ChatCall("m", BODY, stream, Instant.now().plusSeconds(60)),
                        (_, chunk) -> {
                            for (JsonNode choice : Json.MAPPER.readTree(chunk)) {
                                int index = choice.path("index").asInt();
                                shown.get(index).append(Json.text(choice.path("delta"), "content"));
                            }
                        },
                        new Cancellation());
    }

    @Test
    void whatAStreamShowsIsItsAnswerAndThatOfAPlainOne() throws Exception {
        long seed = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            Random random = new Random(seed + i);
            RandomJson values = new RandomJson(random);
            List<JsonNode> meant = List.of(values.object(), values.object());
            List<String> texts = new ArrayList<>();
            meant.forEach(value -> texts.add("Here: " + values.careless(value) + " Bye."));
            List<StringBuilder> shown = List.of(new StringBuilder(), new StringBuilder());
            Answer streamed = ask(new Speaking(texts, random), true, shown);
            Answer plain = ask(new Speaking(texts, random), false, shown);
            assertThat(Json.MAPPER.readTree(streamed.output()))
                    .as("seed %d", seed + i)
                    .isEqualTo(Json.MAPPER.readTree(plain.output()));
            for (int choice = 0; choice < 2; choice++) {
                String content =
                        Json.MAPPER
                                .readTree(plain.output())
                                .path(choice)
                                .at("/message/content")
                                .asString();
                assertThat(shown.get(choice)).as("seed %d", seed + i).hasToString(content);
                assertThat(Json.MAPPER.readTree(content))
                        .isEqualTo(Json.MAPPER.readTree(meant.get(choice).toString()));
            }
        }
    }

    @Test
    void validJsonThatIsCutOffAnywherePassesAsItIsPlainAndStreamed() throws Exception {
        long seed = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            Random random = new Random(seed + i);
            RandomJson values = new RandomJson(random);
            List<String> texts = new ArrayList<>();
            for (int choice = 0; choice < 2; choice++) {
                String whole = values.object().toString();
                texts.add(whole.substring(0, random.nextInt(whole.length())));
            }
            List<StringBuilder> shown = List.of(new StringBuilder(), new StringBuilder());
            String reason = random.nextBoolean() ? "length" : "content_filter";
            Answer streamed = ask(new Speaking(texts, reason, random), true, shown);
            Answer plain = ask(new Speaking(texts, reason, random), false, shown);
            assertThat(Json.MAPPER.readTree(streamed.output()))
                    .as("seed %d", seed + i)
                    .isEqualTo(Json.MAPPER.readTree(plain.output()));
            for (int choice = 0; choice < 2; choice++) {
                assertThat(shown.get(choice))
                        .as("seed %d", seed + i)
                        .hasToString(texts.get(choice));
                assertThat(
                                Json.MAPPER
                                        .readTree(plain.output())
                                        .path(choice)
                                        .at("/message/content")
                                        .asString())
                        .as("seed %d", seed + i)
                        .isEqualTo(texts.get(choice));
            }
        }
    }

    @Test
    void whatIsNoJsonShowsNothingAndKeepsWhatTheModelWrote() throws Exception {
        List<StringBuilder> shown = List.of(new StringBuilder(), new StringBuilder());
        ProviderException failure =
                org.assertj.core.api.Assertions.catchThrowableOfType(
                        ProviderException.class,
                        () ->
                                ask(
                                        new Speaking(List.of("no", "{nor this"), new Random(3)),
                                        true,
                                        shown));
        Answer kept = Objects.requireNonNull(failure.kept());
        assertThat(Json.MAPPER.readTree(kept.output()).at("/1/message/content").asString())
                .isEqualTo("{nor this");
        assertThat(shown).allMatch(text -> text.toString().isEmpty());
        assertThat(failure).hasMessage("InvalidOutput");
    }
}
