package dev.millrace.postprocess.pipeline;

import static dev.millrace.postprocess.Outcomes.completed;
import static dev.millrace.postprocess.Outcomes.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.ChunkRoute;
import dev.millrace.events.Citation;
import dev.millrace.events.Grounded;
import dev.millrace.events.Grounding;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Passage;
import dev.millrace.events.ProcessorReport;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.content.Content;
import dev.millrace.postprocess.MemoryContent;
import dev.millrace.postprocess.Outcomes;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroundedOutcomesTest {

    private static final String ID = "0199a000-0000-7000-8000-000000000001";
    private static final Grounding FOUND =
            new Grounding(
                    "handbook",
                    List.of(
                            Passage.newBuilder()
                                    .setPassageId("p-1")
                                    .setDocumentId("d-1")
                                    .setDocumentName(Content.clear("sky.md"))
                                    .setText(Content.clear("The sky is blue."))
                                    .build()));

    private final OutcomePipeline pipeline =
            new OutcomePipeline(
                    new Processors(KnownProcessors.all()), new Outputs(new MemoryContent()));

    private RequestFinished finish(OutcomeReached.Builder outcome) {
        outcome.setPlan(Outcomes.plan(ChunkRoute.DIRECT, "reasoning", "citations"));
        return pipeline.finish(outcome.build(), 0);
    }

    @Test
    void theFinishSaysWhatTheAnswerStandsOn() {
        RequestFinished finish =
                finish(
                        completed(ID, "<think>[1]</think>The sky is blue [1]. So is the sea [4].")
                                .setGrounding(FOUND));

        Grounded grounded = finish.getGrounded().orElseThrow();
        assertThat(grounded.getKnowledgeBase()).isEqualTo("handbook");
        assertThat(grounded.getPassages()).isEqualTo(1);
        assertThat(grounded.getCitations()).extracting(Citation::getMark).containsExactly(1);
        assertThat(finish.getReports().getLast())
                .isEqualTo(new ProcessorReport("citations", false, List.of("no such passage: 4")));
    }

    @Test
    void whereNothingWasFoundItSaysSo() {
        RequestFinished finish =
                finish(
                        completed(ID, "That is not known [1].")
                                .setGrounding(new Grounding("handbook", List.of())));

        assertThat(finish.getGrounded()).contains(new Grounded("handbook", 0, List.of()));
    }

    @Test
    void aRequestThatAskedForNothingIsNotGrounded() {
        assertThat(finish(completed(ID, "The sky is blue [1].")).getGrounded()).isEmpty();
    }

    @Test
    void aFailureAfterTheSearchStillNamesTheKnowledgeBase() {
        RequestFinished finish = finish(failed(ID, "upstream_error").setGrounding(FOUND));

        assertThat(finish.getGrounded()).contains(new Grounded("handbook", 1, List.of()));
    }

    @Test
    void whatIsTooLargeForARecordLosesItsCitations() {
        RequestFinished finish = finish(completed(ID, "The sky is blue [1].").setGrounding(FOUND));

        assertThat(Finishes.tooLarge(finish).getGrounded())
                .contains(new Grounded("handbook", 1, List.of()));
    }
}
