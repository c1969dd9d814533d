package dev.millrace.gateway.replies;

import static dev.millrace.gateway.replies.Records.chunk;
import static dev.millrace.gateway.replies.Records.failed;
import static dev.millrace.gateway.replies.Records.finished;
import static dev.millrace.gateway.replies.Records.raw;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Ending;
import dev.millrace.events.RequestFinished;
import dev.millrace.web.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamAssemblyTest {

    private final StreamAssembly assembly = new StreamAssembly();

    @Test
    void chunksGoOnAsTheyCame() {
        String choices = "[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]";

        assertThat(shown(assembly.onChunk(raw("a", 0, choices), 7))).containsExactly(choices);
    }

    @Test
    void anAnswerWithoutChunksIsShownInOneWithItsToolCallsNumbered() {
        String message =
                """
                [{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c1",\
                "type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]""";

        List<StreamEvent> events = finish(finished("a", 0, message), message);

        assertThat(events).hasSize(2).last().isInstanceOf(StreamEvent.Finished.class);
        assertThat(shown(events).getFirst())
                .contains("\"delta\":{\"role\":\"assistant\"")
                .contains("\"index\":0}]")
                .contains("\"finish_reason\":\"tool_calls\"");
    }

    @Test
    void aLostChunkIsMadeUpFromTheFinishedAnswer() {
        assembly.onChunk(chunk("a", 0, "content", "one "), 0);
        assertThat(assembly.onChunk(chunk("a", 2, "content", "three"), 2)).isEmpty();

        List<StreamEvent> events =
                finish(finished("a", 3, said("one two three")), said("one two three"));

        assertThat(shown(events).getFirst()).contains("two three");
        assertThat(events).last().isInstanceOf(StreamEvent.Finished.class);
    }

    @Test
    void anotherAttemptThatAgreesGoesOnWhereTheFirstStopped() {
        assembly.onChunk(chunk("a", 0, "content", "one two"), 0);
        assertThat(assembly.onChunk(chunk("b", 0, "content", "one"), 1)).isEmpty();

        assertThat(shown(assembly.onChunk(chunk("b", 1, "content", " two three"), 2)))
                .singleElement()
                .asString()
                .contains("\" three\"");
        assertThat(assembly.onChunk(chunk("a", 1, "content", " zombie"), 3)).isEmpty();
        assertThat(shown(assembly.onChunk(chunk("b", 2, "content", " four"), 4)))
                .singleElement()
                .asString()
                .contains("\" four\"");
    }

    @Test
    void anotherAttemptThatSaysSomethingElseEndsTheStream() {
        assembly.onChunk(chunk("a", 0, "content", "one two"), 0);

        List<StreamEvent> events = assembly.onChunk(chunk("b", 0, "content", "two"), 1);

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        StreamEvent.Failed.class,
                        f -> assertThat(f.code()).isEqualTo(ErrorCode.ATTEMPT_RESTARTED));
        assertThat(assembly.onChunk(chunk("b", 1, "content", "three"), 2)).isEmpty();
    }

    @Test
    void theSameTextInAnotherFieldIsOtherText() {
        assembly.onChunk(chunk("a", 0, "content", "one"), 0);

        assertThat(assembly.onChunk(chunk("b", 0, "reasoning_content", "one two"), 1))
                .singleElement()
                .isInstanceOf(StreamEvent.Failed.class);
    }

    @Test
    void aToolCallOfAnotherAttemptHasAnotherIdAndIsNotMixedIn() {
        String call =
                """
                [{"index":0,"delta":{"tool_calls":[{"index":0,"id":"%s","type":"function",\
                "function":{"name":"f","arguments":"{\\"a\\":"}}]},"finish_reason":null}]""";
        assembly.onChunk(raw("a", 0, call.formatted("call-1")), 0);

        assertThat(assembly.onChunk(raw("b", 0, call.formatted("call-2")), 1))
                .singleElement()
                .isInstanceOf(StreamEvent.Failed.class);
    }

    @Test
    void aFinishThatNamesAnotherAttemptNeedsItsTextToBeginWithWhatWasShown() {
        assembly.onChunk(chunk("a", 0, "content", "one"), 0);

        assertThat(finish(finished("b", 4, said("two")), said("two")))
                .singleElement()
                .isInstanceOf(StreamEvent.Failed.class);
    }

    @Test
    void aFailureEndsTheStreamUnderItsCode() {
        assertThat(code(failed(Ending.FAILED, "upstream_interrupted")))
                .isEqualTo(ErrorCode.UPSTREAM_INTERRUPTED);
        assertThat(code(failed(Ending.FAILED, "of_a_newer_version")))
                .isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(code(failed(Ending.CANCELLED, null))).isEqualTo(ErrorCode.CANCELLED);
        assertThat(code(failed(Ending.EXPIRED, null))).isEqualTo(ErrorCode.EXPIRED);
    }

    @Test
    void nothingFollowsTheEnd() {
        finish(finished("a", 0, said("x")), said("x"));

        assertThat(finish(failed(Ending.CANCELLED, null), "")).isEmpty();
        assertThat(assembly.onChunk(chunk("a", 0, "content", "x"), 9)).isEmpty();
    }

    private static ErrorCode code(RequestFinished finish) {
        List<StreamEvent> events = new StreamAssembly().onFinish(finish, new byte[0], 0);
        return ((StreamEvent.Failed) events.getFirst()).code();
    }

    private List<StreamEvent> finish(RequestFinished finish, String output) {
        return assembly.onFinish(finish, output.getBytes(UTF_8), 100);
    }

    private static String said(String text) {
        return "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + text
                + "\"},\"finish_reason\":\"stop\"}]";
    }

    private static List<String> shown(List<StreamEvent> events) {
        return events.stream()
                .filter(StreamEvent.Chunk.class::isInstance)
                .map(e -> UTF_8.decode(((StreamEvent.Chunk) e).choices().duplicate()).toString())
                .toList();
    }
}
