package dev.millrace.gateway.openai;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import dev.millrace.gateway.house.Sse;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamedChatTest {

    private final House house = House.shared();
    private final Http gateway = house.a();

    @Test
    void anAnswerComesInChunksAndEndsWithDone() {
        Http.Answer answer = stream("echo one two three");

        List<Sse> events = Sse.parse(answer.body());
        String id = answer.header("x-request-id");
        assertThat(answer.header("content-type")).startsWith("text/event-stream");
        assertThat(Sse.text(events)).isEqualTo("one two three");
        assertThat(events.getLast().data()).isEqualTo("[DONE]");
        assertThat(events.getFirst().data())
                .contains("\"id\":\"chatcmpl-" + id + "\"")
                .contains("\"object\":\"chat.completion.chunk\"")
                .contains("\"role\":\"assistant\"")
                .doesNotContain("usage");
        assertThat(events).extracting(Sse::id).allMatch(i -> i.startsWith(id + "."));
    }

    @Test
    void usageComesWhenItIsAskedFor() {
        Http.Answer answer =
                gateway.post(
                        "/v1/chat/completions",
                        chat("echo one", ",'stream':true,'stream_options':{'include_usage':true}"));

        List<Sse> events = Sse.parse(answer.body());
        assertThat(events.getFirst().data()).contains("\"usage\":null");
        assertThat(events.get(events.size() - 2).data())
                .contains("\"choices\":[]")
                .contains("\"total_tokens\":8")
                .contains("\"cached_tokens\":0");
    }

    @Test
    void aStreamCutByTheUpstreamEndsAsAnErrorWithoutDone() {
        Http.Answer answer = stream("cut one two");

        List<Sse> events = Sse.parse(answer.body());
        assertThat(Sse.text(events)).isEqualTo("one two");
        assertThat(events.getLast().data()).contains("\"code\":\"upstream_interrupted\"");
        assertThat(answer.body()).doesNotContain("[DONE]");
    }

    @Test
    void aFailureBeforeTheFirstWordHasItsOwnStatus() {
        Http.Answer answer = stream("fail upstream_overloaded");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("upstream_overloaded");
    }

    @Test
    void anotherAttemptsTextIsNeverMixedInAndTheAnswerStaysReadable() {
        Http.Answer answer = stream("restart one two / three four");

        List<Sse> events = Sse.parse(answer.body());
        assertThat(Sse.text(events)).isEqualTo("one two");
        assertThat(events.getLast().data()).contains("\"code\":\"attempt_restarted\"");
        Http.Answer whole =
                house.b().get("/v1/chat/completions/" + answer.header("x-request-id") + "?wait=5");
        assertThat(whole.json().at("/choices/0/message/content").asString())
                .isEqualTo("three four");
    }

    @Test
    void anotherAttemptThatSaysTheSameGoesOn() {
        List<Sse> events = Sse.parse(stream("restart one two / one two three").body());

        // The first attempt said how it ended: what another adds after that is other text.
        assertThat(Sse.text(events)).isEqualTo("one two");
        assertThat(events.getLast().data()).contains("attempt_restarted");
    }

    @Test
    void theNativeStreamNamesItsEvents() {
        Http.Answer answer =
                gateway.post("/api/v1/llm/query/stream", "{'model':'m1','prompt':'echo one two'}");

        List<Sse> events = Sse.parse(answer.body());
        assertThat(events.getFirst().event()).isEqualTo("accepted");
        assertThat(events.getFirst().data()).contains("/status\"").contains("/result\"");
        assertThat(Sse.text(events)).isEqualTo("one two");
        assertThat(events.getLast().event()).isEqualTo("finished");
        assertThat(events.getLast().data()).contains("\"total_tokens\":8");
    }

    @Test
    void theNativeStreamEndsWithAnErrorEvent() {
        Http.Answer answer =
                gateway.post("/api/v1/llm/query/stream", "{'model':'m1','prompt':'cut one two'}");

        assertThat(Sse.parse(answer.body()).getLast().event()).isEqualTo("error");
    }

    @Test
    void aSilentStreamSaysThatItIsStillThere() {
        Http.Answer answer =
                gateway.post(
                        "/v1/chat/completions",
                        chat("never ending", ",'stream':true"),
                        "x-millrace-timeout",
                        "3.5");

        assertThat(answer.body()).contains(": keep-alive\n\n").contains("\"code\":\"expired\"");
    }

    private Http.Answer stream(String prompt) {
        return gateway.post("/v1/chat/completions", chat(prompt, ",'stream':true"));
    }
}
