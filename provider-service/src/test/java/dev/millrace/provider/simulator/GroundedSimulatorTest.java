package dev.millrace.provider.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Grounding;
import dev.millrace.events.Passage;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.grounding.GroundedBody;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the simulator says when passages were found for it, or none. */
class GroundedSimulatorTest {

    private final Simulator simulator = new Simulator(Clock.systemUTC(), Duration.ZERO);
    private final List<String> streamed = new ArrayList<>();

    private static Passage passage(String document, String heading, String text) {
        return Passage.newBuilder()
                .setPassageId("p")
                .setDocumentId("d")
                .setDocumentName(Content.clear(document))
                .setHeadingPath(Content.clear(heading))
                .setText(Content.clear(text))
                .build();
    }

    private static final List<Passage> HANDBOOK =
            List.of(
                    passage(
                            "holidays.md",
                            "Holidays",
                            "Everyone has thirty days a year. Days that are left expire in March."),
                    passage(
                            "travel.md",
                            "Travel > Trains",
                            """
                            ## Trains

                            - Trains are booked by the office. First class needs a
                              signature of the manager [1].
                            - See `trains

                            | destination | who pays |
                            |---|---|
                            | Paris | the customer pays |
                            """),
                    passage("气候.md", "深圳", "深圳的夏天很热。冬天很短，气温约十五度。"));

    private String ask(String question, List<Passage> passages, boolean stream) throws Exception {
        String body =
                "{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":"
                        + new String(Json.string(question), StandardCharsets.UTF_8)
                        + "}]}";
        RequestBody grounded =
                GroundedBody.of(
                        RequestBody.parse(body.getBytes(StandardCharsets.UTF_8)),
                        new Grounding("handbook", passages));
        streamed.clear();
        Answer answer =
                simulator.chat(
                        new ChatCall(
                                Simulator.SMALL, grounded, stream, Instant.now().plusSeconds(20)),
                        (_, choices) ->
                                streamed.add(
                                        Json.text(
                                                Json.MAPPER.readTree(choices).path(0).path("delta"),
                                                "content")),
                        new Cancellation());
        return Json.MAPPER
                .readTree(answer.output())
                .path(0)
                .path("message")
                .path("content")
                .asString("");
    }

    private String ask(String question) throws Exception {
        return ask(question, HANDBOOK, false);
    }

    @Test
    void itQuotesTheSentenceThatSharesMostWordsAndCitesItsPassage() throws Exception {
        assertThat(ask("When do days expire that are left over?"))
                .contains("simulator")
                .contains("\"Days that are left expire in March.\" [1]")
                .doesNotContain("[2]", "[3]");
        assertThat(ask("Who pays when I travel to Paris?"))
                .contains("\"Paris | the customer pays\" [2]");
        assertThat(ask("深圳冬天的气温是多少？")).contains("冬天很短，气温约十五度。\" [3]");
    }

    @Test
    void aSentenceIsWholeAcrossLinesAndItsOwnMarksAreNoneOfOurs() throws Exception {
        assertThat(ask("Does first class need a signature?"))
                .contains("\"First class needs a signature of the manager (1).\" [2]")
                .doesNotContain("[1]");
    }

    @Test
    void itSaysSoWhenThePassagesDoNotAnswer() throws Exception {
        for (String question :
                List.of("Which football club won the cup?", "How and why?", "什么是量子力学？")) {
            assertThat(ask(question))
                    .contains("simulator", "do not answer this question")
                    .doesNotContain("[");
        }
    }

    @Test
    void itSaysSoWhenNothingWasFound() throws Exception {
        assertThat(ask("When do days expire?", List.of(), false))
                .contains("simulator", "do not answer this question")
                .doesNotContain("[");
    }

    @Test
    void itsStreamSaysTheSameAndSoDoesARepeat() throws Exception {
        String whole = ask("When do days expire that are left over?");

        assertThat(ask("When do days expire that are left over?", HANDBOOK, true)).isEqualTo(whole);
        assertThat(String.join("", streamed)).isEqualTo(whole);
    }
}
