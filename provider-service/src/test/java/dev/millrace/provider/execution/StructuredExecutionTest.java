package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptEnding;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.Usage;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatProvider;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Requests for JSON, from the plan to the outcome. */
class StructuredExecutionTest extends ExecutionListenerSetup {

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"]}";

    private static Ready asking(String members) {
        return ready().body(
                        "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                                + members
                                + "}");
    }

    private static Ready asking() {
        return asking(format(""));
    }

    private static String format(String more) {
        return "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                + SCHEMA
                + more
                + "}}";
    }

    private static String message(String content, String reason) {
        return "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                + Json.MAPPER.writeValueAsString(content)
                + "},\"finish_reason\":\""
                + reason
                + "\"}";
    }

    private static ChatProvider says(String... choices) {
        return (_, _, _) -> answer(choices);
    }

    private static Answer answer(String... choices) {
        String output = "[" + String.join(",", choices) + "]";
        List<String> reasons = new ArrayList<>();
        Json.MAPPER.readTree(output).forEach(each -> reasons.add(Json.text(each, "finish_reason")));
        return new Answer(
                "m",
                output.getBytes(StandardCharsets.UTF_8),
                reasons,
                new Usage(100L, 10L, 0L, 0L, 0L, false),
                null,
                null);
    }

    private static ChatProvider writes(String content) {
        return says(message(content, "stop"));
    }

    /** Streams the content in pieces; the last chunk says why it ended. */
    private static ChatProvider streams(String reason, String... pieces) {
        return (_, sink, _) -> {
            sink.accept("m", chunk("{\"role\":\"assistant\",\"content\":\"\"}", null));
            for (String piece : pieces) {
                sink.accept(
                        "m",
                        chunk("{\"content\":" + Json.MAPPER.writeValueAsString(piece) + "}", null));
            }
            sink.accept("m", chunk("{}", reason));
            return answer(message(String.join("", pieces), reason));
        };
    }

    private static byte[] chunk(String delta, @Nullable String reason) {
        String finish = reason == null ? "null" : "\"" + reason + "\"";
        return ("[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String content(OutcomeReached outcome) {
        return Json.MAPPER.readTree(output(outcome)).at("/0/message/content").asString();
    }

    private static List<String> notes(OutcomeReached outcome) {
        return outcome.getCompletion().map(Completion::getNotes).orElse(List.of());
    }

    private JsonNode body(int call) {
        return Json.MAPPER.readTree(first.calls.get(call).body().bytes());
    }

    private void offer(String... capabilities) {
        catalog.on(
                "model/first/a",
                ModelOffered.newBuilder()
                        .setProvider("first")
                        .setModel("a")
                        .setOwner(new Owner("default", "default", "default"))
                        .setSince(Instant.now())
                        .setCapabilities(List.of(capabilities))
                        .build());
    }

    private List<JsonNode> chunks() {
        List<JsonNode> chunks = new ArrayList<>();
        for (ReplyChunk chunk : log.all(ReplyChunk.class)) {
            chunks.add(
                    Json.MAPPER
                            .readTree(Content.openText(chunk.getChoices()).orElseThrow())
                            .path(0));
        }
        return chunks;
    }

    private String streamed() {
        StringBuilder text = new StringBuilder();
        chunks().forEach(chunk -> text.append(Json.text(chunk.path("delta"), "content")));
        return text.toString();
    }

    @Test
    void anAnswerThatFitsIsPassedAsItIs() throws Exception {
        first.then(writes(" {\"a\": 1}\n"));
        OutcomeReached outcome = run(asking());
        assertThat(content(outcome)).isEqualTo(" {\"a\": 1}\n");
        assertThat(notes(outcome)).containsExactly("structured: native");
        assertThat(log.all(AttemptEnded.class).getFirst().getNotes())
                .containsExactly("structured: native");
    }

    @Test
    void anAnswerThatIsNearlyJsonIsMended() throws Exception {
        first.then(writes("Sure!\n```json\n{'a': 1,}\n```"));
        OutcomeReached outcome = run(asking());
        assertThat(content(outcome)).isEqualTo("{\"a\": 1}");
        assertThat(notes(outcome)).containsExactly("structured: native", "structured: repaired");
        assertThat(outcome.getAttempts()).isEqualTo(1);
    }

    @Test
    void oneThatBreaksTheSchemaIsAskedForAgainInAnAttemptOfItsOwn() throws Exception {
        first.then(writes("{\"a\": \"secret\"}")).then(writes("{\"a\": 2}"));
        OutcomeReached outcome = run(asking());
        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(content(outcome)).isEqualTo("{\"a\": 2}");
        assertThat(outcome.getAttempts()).isEqualTo(2);
        assertThat(notes(outcome))
                .containsExactly(
                        "structured: native",
                        "structured: invalid at /a (type)",
                        "structured: asked again",
                        "structured: native");
        List<AttemptEnded> ended = log.all(AttemptEnded.class);
        assertThat(ended)
                .extracting(AttemptEnded::getEnding)
                .containsExactly(AttemptEnding.FAILED, AttemptEnding.SUCCEEDED);
        assertThat(ended.getFirst().getFailureCode()).contains("invalid_output");
        assertThat(ended.getFirst().getUsage().getOutputTokens()).isEqualTo(10);
        assertThat(ended.getLast().getNotes())
                .containsExactly("structured: asked again", "structured: native");
        assertThat(log.all(AttemptStarted.class))
                .extracting(AttemptStarted::getOrdinal)
                .containsExactly(2);
        assertThat(body(1).at("/messages/1/content").asString()).contains("secret");
        assertThat(body(1).at("/messages/2/content").asString())
                .contains("/a: string found, integer expected")
                // Nobody knows whether this model has been shown it.
                .contains("JSON schema");
        assertThat(second.calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "3, 4", "50, 6"})
    void nobodyIsAskedMoreOftenThanTheCallerSays(int retries, int calls) throws Exception {
        for (int i = 0; i < 10; i++) {
            first.then(writes("no JSON " + i));
        }
        OutcomeReached outcome =
                run(asking(format("") + ",\"structured\":{\"max_retries\":" + retries + "}"));
        assertThat(first.calls).hasSize(calls);
        assertThat(outcome.getAttempts()).isEqualTo(calls);
        assertThat(outcome.getEnding()).isEqualTo(Ending.FAILED);
        assertThat(code(outcome)).isEqualTo("invalid_output");
        assertThat(Content.openText(outcome.getFailure().orElseThrow().getDetail()))
                .contains("/ (json)");
        assertThat(content(outcome)).isEqualTo("no JSON " + (calls - 1));
        assertThat(second.calls).isEmpty();
    }

    @Test
    void theTextThatWasPaidForIsKeptWhenTheRepeatedQuestionFails() throws Exception {
        first.then(writes("no JSON")).fails(new ProviderFailure.Authentication(""));
        second.fails(new ProviderFailure.Authentication(""));
        OutcomeReached outcome = run(asking());
        assertThat(code(outcome)).isEqualTo("upstream_authentication");
        assertThat(content(outcome)).isEqualTo("no JSON");
        assertThat(outcome.getAttempts()).isEqualTo(3);
        assertThat(outcome.getAttemptId())
                .contains(log.all(AttemptEnded.class).getFirst().getAttemptId());
    }

    @Test
    void aPassingFailureOfTheRepeatedQuestionIsTriedOnceMore() throws Exception {
        first.then(writes("no JSON"))
                .fails(new ProviderFailure.Connection(""))
                .then(writes("{\"a\": 1}"));
        OutcomeReached outcome = run(asking());
        assertThat(content(outcome)).isEqualTo("{\"a\": 1}");
        assertThat(body(2)).isEqualTo(body(1));
    }

    @Test
    void withoutStrictnessWhatBreaksTheSchemaIsToldAndPassed() throws Exception {
        first.then(writes("{'a': 'x'}"));
        OutcomeReached outcome = run(asking(format(",\"strict\":false")));
        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(content(outcome)).isEqualTo("{\"a\": \"x\"}");
        assertThat(notes(outcome))
                .containsExactly(
                        "structured: native",
                        "structured: repaired",
                        "structured: invalid at /a (type)");
        assertThat(outcome.getAttempts()).isEqualTo(1);
    }

    @Test
    void whatTheLimitCutOffIsNotAskedForAgain() throws Exception {
        first.then(says(message("{\"a\": 12", "length")));
        OutcomeReached outcome = run(asking());
        assertThat(code(outcome)).isEqualTo("invalid_output");
        assertThat(content(outcome)).isEqualTo("{\"a\": 12");
        assertThat(notes(outcome)).containsExactly("structured: native", "structured: cut off");
        assertThat(first.calls).hasSize(1);
        log.published.clear();
        first.then(says(message("{\"a\": 12} and so", "length")));
        assertThat(content(run(asking()))).isEqualTo("{\"a\": 12}");
    }

    @Test
    void whoCallsAFunctionOrRefusesOwesNoJson() throws Exception {
        String call =
                "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Let me look\",\"tool_calls\":"
                        + "[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]},"
                        + "\"finish_reason\":\"tool_calls\"}";
        first.then(says(call));
        assertThat(Json.MAPPER.readTree(output(run(asking()))).path(0))
                .isEqualTo(Json.MAPPER.readTree(call));
        log.published.clear();
        String refusal =
                "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":\"No.\"},"
                        + "\"finish_reason\":\"stop\"}";
        first.then(says(refusal));
        assertThat(Json.MAPPER.readTree(output(run(asking()))).path(0))
                .isEqualTo(Json.MAPPER.readTree(refusal));
    }

    @Test
    void everyChoiceOwesJson() throws Exception {
        String bad = message("{}", "stop").replace("\"index\":0", "\"index\":1");
        first.then(says(message("{\"a\":1}", "stop"), bad));
        OutcomeReached outcome =
                run(asking(format("") + ",\"n\":2,\"structured\":{\"max_retries\":0}"));
        assertThat(code(outcome)).isEqualTo("invalid_output");
        assertThat(notes(outcome)).contains("structured: invalid at / (required) in choice 1");
    }

    @Test
    void aJsonObjectOfAnyKindIsAnObject() throws Exception {
        first.then(writes("[1]")).then(writes("{\"b\": 1}"));
        OutcomeReached outcome = run(asking("\"response_format\":{\"type\":\"json_object\"}"));
        assertThat(content(outcome)).isEqualTo("{\"b\": 1}");
        assertThat(notes(outcome)).contains("structured: invalid at / (type)");
    }

    @Test
    void aSchemaThatCannotBeUsedIsTheCallersFault() throws Exception {
        OutcomeReached outcome =
                run(
                        asking(
                                format("")
                                        .replace(
                                                "\"integer\"",
                                                "\"integer\",\"$ref\":\"http://x/y\"")));
        assertThat(code(outcome)).isEqualTo("invalid_value");
        assertThat(outcome.getFailure().orElseThrow().getParam()).contains("response_format");
        assertThat(first.calls).isEmpty();
    }

    @Test
    void aModelWithoutSchemasAnswersThroughAFunction() throws Exception {
        offer("tools");
        String call =
                "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":"
                        + "[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"n\",\"arguments\":"
                        + "\"{\\\"a\\\":7}\"}}]},\"finish_reason\":\"tool_calls\"}";
        first.then(says(call));
        OutcomeReached outcome = run(asking());
        JsonNode choice = Json.MAPPER.readTree(output(outcome)).path(0);
        assertThat(content(outcome)).isEqualTo("{\"a\":7}");
        assertThat(choice.path("message").has("tool_calls")).isFalse();
        assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
        assertThat(outcome.getCompletion().orElseThrow().getFinishReasons())
                .containsExactly("stop");
        assertThat(notes(outcome)).containsExactly("structured: tools");
        assertThat(body(0).has("response_format")).isFalse();
    }

    @Test
    void aFunctionsArgumentsAreStreamedAsTheAnswer() throws Exception {
        offer("tools");
        first.then(
                (_, sink, _) -> {
                    sink.accept("m", chunk(fragment("\"id\":\"1\",", "\"name\":\"n\",", ""), null));
                    sink.accept("m", chunk(fragment("", "", "{\\\"a\\\":"), null));
                    sink.accept("m", chunk(fragment("", "", "7}"), null));
                    sink.accept("m", chunk("{}", "tool_calls"));
                    return answer(
                            "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":"
                                    + "[{\"id\":\"1\",\"function\":{\"name\":\"n\",\"arguments\":"
                                    + "\"{\\\"a\\\":7}\"}}]},\"finish_reason\":\"tool_calls\"}");
                });
        OutcomeReached outcome = run(asking().streamed());
        assertThat(streamed()).isEqualTo("{\"a\":7}").isEqualTo(content(outcome));
        assertThat(chunks().getLast().path("finish_reason").asString()).isEqualTo("stop");
        assertThat(chunks()).noneMatch(chunk -> chunk.path("delta").has("tool_calls"));
    }

    private static String fragment(String id, String name, String arguments) {
        return "{\"tool_calls\":[{\"index\":0,"
                + id
                + "\"function\":{"
                + name
                + "\"arguments\":\""
                + arguments
                + "\"}}]}";
    }

    @Test
    void aStreamShowsNothingButTheValue() throws Exception {
        first.then(streams("stop", "Here:\n``", "`json\n{\"a", "\": 4", "2,", "}\n``", "`\nBye"));
        OutcomeReached outcome = run(asking().streamed());
        assertThat(streamed()).isEqualTo("{\"a\": 42}").isEqualTo(content(outcome));
        List<JsonNode> chunks = chunks();
        assertThat(chunks.getFirst().at("/delta/role").asString()).isEqualTo("assistant");
        assertThat(chunks).filteredOn(chunk -> chunk.at("/delta").has("role")).hasSize(1);
        assertThat(chunks.getLast().path("finish_reason").asString()).isEqualTo("stop");
        assertThat(chunks).filteredOn(chunk -> chunk.hasNonNull("finish_reason")).hasSize(1);
        assertThat(notes(outcome)).containsExactly("structured: native", "structured: repaired");
    }

    @Test
    void aStreamThatHasShownNothingIsAskedForAgain() throws Exception {
        first.then(streams("stop", "I would ", "rather not"))
                .then(streams("stop", "{\"a\":", " 1}"));
        OutcomeReached outcome = run(asking().streamed());
        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(streamed()).isEqualTo("{\"a\": 1}");
        assertThat(log.all(ReplyChunk.class))
                .allMatch(
                        chunk -> outcome.getAttemptId().orElseThrow().equals(chunk.getAttemptId()));
    }

    @Test
    void aStreamThatHasShownSomethingEndsHonestly() throws Exception {
        first.then(streams("stop", "{\"a\": \"", "x\"}"));
        OutcomeReached outcome = run(asking().streamed());
        assertThat(outcome.getEnding()).isEqualTo(Ending.FAILED);
        assertThat(code(outcome)).isEqualTo("invalid_output");
        assertThat(outcome.getChunkCount()).isPositive();
        assertThat(chunks()).noneMatch(chunk -> chunk.hasNonNull("finish_reason"));
        assertThat(content(outcome)).isEqualTo("{\"a\": \"x\"}");
        assertThat(first.calls).hasSize(1);
        assertThat(second.calls).isEmpty();
    }

    @Test
    void aStreamThatTheLimitCutOffSaysSo() throws Exception {
        first.then(streams("length", "{\"a\": ", "[1"));
        OutcomeReached outcome = run(asking().streamed());
        assertThat(code(outcome)).isEqualTo("invalid_output");
        assertThat(chunks().getLast().path("finish_reason").asString()).isEqualTo("length");
        assertThat("{\"a\": [1").startsWith(streamed());
    }

    @Test
    void aStreamedFunctionCallAndItsWordsPass() throws Exception {
        first.then(
                (_, sink, _) -> {
                    sink.accept("m", chunk("{\"role\":\"assistant\",\"content\":\"Hm\"}", null));
                    sink.accept(
                            "m", chunk(fragment("\"id\":\"1\",", "\"name\":\"f\",", "{}"), null));
                    sink.accept("m", chunk("{}", "tool_calls"));
                    return answer(
                            "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hm\",\"tool_calls\":"
                                    + "[{\"id\":\"1\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
                                    + "\"finish_reason\":\"tool_calls\"}");
                });
        OutcomeReached outcome = run(asking().streamed());
        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(streamed()).isEqualTo("Hm").isEqualTo(content(outcome));
        assertThat(chunks()).filteredOn(chunk -> chunk.path("delta").has("tool_calls")).hasSize(1);
    }

    @Test
    void whatBrokeOffKeepsItsFailureAndItsText() throws Exception {
        first.then(
                (_, sink, _) -> {
                    sink.accept(
                            "m",
                            chunk("{\"role\":\"assistant\",\"content\":\"{\\\"a\\\": 1\"}", null));
                    throw new ProviderException(
                            new ProviderFailure.Interrupted(),
                            answer(message("{\"a\": 1", "stop")));
                });
        OutcomeReached outcome = run(asking().streamed());
        assertThat(code(outcome)).isEqualTo("upstream_interrupted");
        assertThat(content(outcome)).isEqualTo("{\"a\": 1");
        assertThat(notes(outcome)).containsExactly("structured: native");
    }

    @Test
    void thinkingAndReasoningPassAsReasoning() throws Exception {
        first.then(streams("stop", "<thi", "nk>{\"a\": 3}?</thi", "nk>", "{\"a\": 1}"));
        OutcomeReached outcome = run(asking().streamed());
        assertThat(streamed()).isEqualTo("{\"a\": 1}").isEqualTo(content(outcome));
        StringBuilder thought = new StringBuilder();
        chunks().forEach(
                        chunk ->
                                thought.append(
                                        Json.text(chunk.path("delta"), "reasoning_content")));
        assertThat(thought).hasToString("{\"a\": 3}?");
        assertThat(
                        Json.MAPPER
                                .readTree(output(outcome))
                                .at("/0/message/reasoning_content")
                                .asString())
                .isEqualTo("{\"a\": 3}?");
    }

    @Test
    void whoAsksForTextIsLeftAlone() throws Exception {
        first.then(streams("stop", "Here: {", "'a'"));
        OutcomeReached outcome = run(asking("\"response_format\":{\"type\":\"text\"}").streamed());
        assertThat(streamed()).isEqualTo("Here: {'a'");
        assertThat(notes(outcome)).isEmpty();
        assertThat(((ArrayNode) body(0).path("messages")).size()).isEqualTo(1);
    }
}
