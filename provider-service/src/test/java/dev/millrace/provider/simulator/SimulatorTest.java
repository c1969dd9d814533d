package dev.millrace.provider.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SimulatorTest {

    private final Simulator simulator = new Simulator(Clock.systemUTC(), Duration.ZERO);
    private final List<JsonNode> chunks = new ArrayList<>();

    private static ChatCall call(String model, boolean stream, String user, String... members) {
        String extra = members.length == 0 ? "" : "," + String.join(",", members);
        String json =
                "{\"messages\":[{\"role\":\"user\",\"content\":"
                        + Json.MAPPER.writeValueAsString(user)
                        + "}]"
                        + extra
                        + "}";
        return new ChatCall(
                model,
                RequestBody.parse(json.getBytes(StandardCharsets.UTF_8)),
                stream,
                Instant.now().plusSeconds(20));
    }

    private Answer ask(ChatCall call) throws Exception {
        return simulator.chat(
                call,
                (_, choices) -> chunks.add(Json.MAPPER.readTree(choices)),
                new Cancellation());
    }

    private @Nullable ProviderFailure failure(ChatCall call) {
        ProviderException e = catchThrowableOfType(ProviderException.class, () -> ask(call));
        return e == null ? null : e.failure();
    }

    private static JsonNode message(Answer answer) {
        return Json.MAPPER.readTree(answer.output()).path(0).path("message");
    }

    private static String content(Answer answer) {
        return Json.text(message(answer), "content");
    }

    @Test
    void itSaysWhatItIsAndWhatItWasAsked() throws Exception {
        for (String model : List.of(Simulator.SMALL, Simulator.LARGE)) {
            String content = content(ask(call(model, false, "Why is the sky blue?")));
            assertThat(content)
                    .contains(model)
                    .contains("simulator")
                    .contains("5 words and 20 characters")
                    .contains("\"Why is the sky blue?\"");
        }
    }

    @Test
    void itAnswersTheSameToTheSameAndOtherwiseToOthers() throws Exception {
        Answer one = ask(call(Simulator.SMALL, false, "one"));
        assertThat(ask(call(Simulator.SMALL, false, "one")).output()).isEqualTo(one.output());
        assertThat(ask(call(Simulator.SMALL, false, "two")).output()).isNotEqualTo(one.output());
    }

    @Test
    void itsStreamGoesWordByWordAndIsItsAnswer() throws Exception {
        Answer answer = ask(call(Simulator.SMALL, true, "hello  there,\nyou"));
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(Json.text(chunk.path(0).path("delta"), "content")));
        assertThat(text.toString()).isEqualTo(content(answer));
        assertThat(chunks.size()).isEqualTo(answer.usage().getOutputTokens() + 1);
        assertThat(chunks.getFirst().path(0).path("delta").has("role")).isTrue();
        assertThat(Json.text(chunks.getLast().path(0), "finish_reason")).isEqualTo("stop");
    }

    @Test
    void itStopsAtTheOutputLimit() throws Exception {
        Answer answer = ask(call(Simulator.SMALL, true, "hi", "\"max_tokens\":3"));
        assertThat(answer.finishReasons()).containsExactly("length");
        assertThat(answer.usage().getOutputTokens()).isEqualTo(3);
        assertThat(content(answer)).isEqualTo("I am simulator-small,");
    }

    @Test
    void aSchemaIsHonoured() throws Exception {
        String format =
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":"
                        + "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}}}";
        assertThat(content(ask(call(Simulator.SMALL, false, "x", format)))).isEqualTo("{\"n\":0}");
        JsonNode any =
                Json.MAPPER.readTree(
                        content(
                                ask(
                                        call(
                                                Simulator.SMALL,
                                                false,
                                                "x",
                                                "\"response_format\":{\"type\":\"json_object\"}"))));
        assertThat(any.path("simulated").booleanValue()).isTrue();
    }

    @Test
    void aForcedToolIsCalled() throws Exception {
        String tools =
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},"
                        + "{\"type\":\"function\",\"function\":{\"name\":\"b\",\"parameters\":"
                        + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}}}]";
        String choice = "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"b\"}}";
        Answer answer = ask(call(Simulator.SMALL, true, "x", tools, choice));
        JsonNode function = message(answer).path("tool_calls").path(0).path("function");
        assertThat(Json.text(function, "name")).isEqualTo("b");
        assertThat(Json.text(function, "arguments")).isEqualTo("{\"city\":\"simulated\"}");
        assertThat(answer.finishReasons()).containsExactly("tool_calls");
        assertThat(
                        chunks.getFirst()
                                .path(0)
                                .path("delta")
                                .path("tool_calls")
                                .path(0)
                                .path("index")
                                .intValue())
                .isZero();
        Answer any = ask(call(Simulator.SMALL, false, "x", tools, "\"tool_choice\":\"required\""));
        assertThat(Json.text(message(any).path("tool_calls").path(0).path("function"), "name"))
                .isEqualTo("a");
        assertThat(failure(call(Simulator.SMALL, false, "x", choice)))
                .isInstanceOf(ProviderFailure.InvalidRequest.class);
    }

    @Test
    void partsOfAMessageAreReadTogether() throws Exception {
        ChatCall call =
                new ChatCall(
                        Simulator.SMALL,
                        RequestBody.parse(
                                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"ab\"},{\"type\":\"text\",\"text\":\"cd\"}]}]}"
                                        .getBytes(StandardCharsets.UTF_8)),
                        false,
                        Instant.now().plusSeconds(5));
        assertThat(content(ask(call))).contains("\"abcd\"");
    }

    @Test
    void anotherModelIsNotFound() {
        assertThat(failure(call("gpt-5", false, "x")))
                .isInstanceOf(ProviderFailure.ModelNotFound.class);
    }

    @Test
    void aCancelAndADeadlineStopItInMidSentence() throws Exception {
        Simulator slow = new Simulator(Clock.systemUTC(), Duration.ofMillis(20));
        Cancellation cancellation = new Cancellation();
        ProviderException cancelled =
                catchThrowableOfType(
                        ProviderException.class,
                        () ->
                                slow.chat(
                                        call(Simulator.SMALL, true, "x"),
                                        (_, _) -> cancellation.cancel(),
                                        cancellation));
        assertThat(cancelled.failure()).isEqualTo(new ProviderFailure.Cancelled());
        assertThat(cancelled.kept()).isNotNull();
        ChatCall late = call(Simulator.SMALL, false, "x");
        ProviderException expired =
                catchThrowableOfType(
                        ProviderException.class,
                        () ->
                                slow.chat(
                                        new ChatCall(
                                                late.model(), late.body(), false, Instant.EPOCH),
                                        (_, _) -> {},
                                        new Cancellation()));
        assertThat(expired.failure()).isEqualTo(new ProviderFailure.Timeout(Phase.TOTAL));
    }
}
