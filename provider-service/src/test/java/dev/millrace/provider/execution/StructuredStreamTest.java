package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Ending;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.ReplyChunk;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Requests for JSON that is streamed. */
class StructuredStreamTest extends StructuredSetup {

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
    void aStreamThatTheLimitOrAFilterCutOffShowsAllOfItAndSaysSo() throws Exception {
        for (String reason : List.of("length", "content_filter")) {
            log.published.clear();
            first.then(streams(reason, "{\"a\": ", "[12, \"b\\u00"));
            OutcomeReached outcome = run(asking().streamed());
            assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
            assertThat(chunks().getLast().path("finish_reason").asString()).isEqualTo(reason);
            assertThat(streamed()).isEqualTo("{\"a\": [12, \"b\\u00").isEqualTo(content(outcome));
        }
    }

    @Test
    void aMendedStreamThatWasCutOffIsAsFarAsItGoes() throws Exception {
        first.then(streams("length", "```json\n{'a': ", "12, 'b': tr"));
        OutcomeReached outcome = run(asking().streamed());
        assertThat(streamed()).isEqualTo("{\"a\": 12, \"b\": tr").isEqualTo(content(outcome));
        log.published.clear();
        first.then(says(message("```json\n{'a': 12, 'b': tr", "length")));
        assertThat(content(run(asking()))).isEqualTo("{\"a\": 12, \"b\": tr");
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
