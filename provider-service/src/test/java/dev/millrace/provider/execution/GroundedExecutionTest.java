package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Ending;
import dev.millrace.events.Grounding;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Passage;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GroundedExecutionTest extends ExecutionListenerSetup {

    private static final Grounding FOUND =
            new Grounding(
                    "handbook",
                    List.of(
                            Passage.newBuilder()
                                    .setPassageId("p-1")
                                    .setDocumentId("d-1")
                                    .setText(Content.clear("The sky is blue."))
                                    .build()));

    private JsonNode said() {
        return Json.MAPPER.readTree(first.calls.getFirst().body().bytes()).path("messages");
    }

    @Test
    void theModelIsGivenThePassagesAndTheOutcomeTakesThemAlong() throws Exception {
        OutcomeReached outcome = run(ready().grounded(FOUND));

        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(outcome.getGrounding()).contains(FOUND);
        assertThat(said().size()).isEqualTo(2);
        assertThat(Json.text(said().path(0), "content")).contains("The sky is blue.");
        assertThat(Json.text(said().path(1), "content")).isEqualTo("hi");
    }

    @Test
    void theModelIsToldThatNothingWasFound() throws Exception {
        OutcomeReached outcome = run(ready().grounded(new Grounding("handbook", List.of())));

        assertThat(Json.text(said().path(0), "content")).contains("Nothing was found");
        assertThat(outcome.getGrounding()).isPresent();
    }

    @Test
    void aRequestWithoutRetrievalIsAskedAsItCame() throws Exception {
        OutcomeReached outcome = run(ready());

        assertThat(said().size()).isEqualTo(1);
        assertThat(outcome.getGrounding()).isEmpty();
    }

    @Test
    void aBodyThatHasNoMessagesIsAskedOfNobody() throws Exception {
        OutcomeReached outcome = run(ready().grounded(FOUND).body("{\"messages\":7}"));

        assertThat(code(outcome)).isEqualTo("invalid_json");
        assertThat(first.calls).isEmpty();
    }

    @Test
    void anEmbeddingIsNotGrounded() throws Exception {
        OutcomeReached outcome = run(ready().grounded(FOUND).embeddings("{\"input\":\"a\"}"));

        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
    }

    @Test
    void whatFitsNoRecordEndsWithoutItsPassages() throws Exception {
        log.refuseAsTooLarge(
                record ->
                        record instanceof OutcomeReached outcome
                                && outcome.getGrounding().isPresent());

        OutcomeReached outcome = run(ready().grounded(FOUND));

        assertThat(code(outcome)).isEqualTo("too_large");
        assertThat(outcome.getGrounding()).isEmpty();
    }
}
