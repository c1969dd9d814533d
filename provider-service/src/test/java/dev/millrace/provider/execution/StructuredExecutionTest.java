package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptEnding;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Ending;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Requests for JSON, from the plan to the outcome. */
class StructuredExecutionTest extends StructuredSetup {

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
    void whatTheLimitOrAFilterCutOffIsPassedAsItIsAndNotAskedForAgain() throws Exception {
        for (String reason : List.of("length", "content_filter")) {
            for (String text : List.of("{\"a\": 12", "{\"a\": \"b\\", "{\"a\": 1,", "I can", "")) {
                forget();
                first.then(says(message(text, reason)));
                OutcomeReached outcome = run(asking());
                assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
                assertThat(content(outcome)).isEqualTo(text);
                assertThat(outcome.getCompletion().orElseThrow().getFinishReasons())
                        .containsExactly(reason);
                assertThat(notes(outcome))
                        .containsExactly(
                                "structured: native", "structured: not checked (" + reason + ")");
                assertThat(log.all(AttemptEnded.class))
                        .extracting(AttemptEnded::getEnding)
                        .containsExactly(AttemptEnding.SUCCEEDED);
                assertThat(first.calls).hasSize(1);
            }
        }
    }

    @Test
    void whatWasWholeWhenTheLimitCameIsCheckedAndElsePassedAsItIs() throws Exception {
        first.then(says(message("{\"a\": 12} and so", "length")));
        OutcomeReached outcome = run(asking());
        assertThat(content(outcome)).isEqualTo("{\"a\": 12}");
        assertThat(notes(outcome)).containsExactly("structured: native", "structured: repaired");
        forget();
        first.then(says(message("{\"b\": 12} and so", "length")));
        outcome = run(asking());
        assertThat(content(outcome)).isEqualTo("{\"b\": 12} and so");
        assertThat(notes(outcome))
                .containsExactly("structured: native", "structured: not checked (length)");
    }

    private void forget() {
        log.published.clear();
        first.forget();
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
}
