package dev.millrace.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Citation;
import dev.millrace.events.Ending;
import dev.millrace.events.Grounded;
import dev.millrace.events.Grounding;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.Passage;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.content.Content;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordJsonTest {

    private static final Owner OWNER = new Owner("default", "default", "default");

    @Test
    void passagesAndWhatTheyAreCalledAreContent() {
        OutcomeReached outcome =
                OutcomeReached.newBuilder()
                        .setRequestId("r-1")
                        .setOwner(OWNER)
                        .setLane(Lane.BULK)
                        .setEnding(Ending.COMPLETED)
                        .setReachedAt(Instant.EPOCH)
                        .setDecidedBy("provider-service")
                        .setGrounding(
                                new Grounding(
                                        "handbook",
                                        List.of(
                                                Passage.newBuilder()
                                                        .setPassageId("p-1")
                                                        .setDocumentId("d-1")
                                                        .setDocumentName(Content.clear("salaries"))
                                                        .setHeadingPath(Content.clear("of Ada"))
                                                        .setText(Content.clear("a secret"))
                                                        .build())))
                        .build();

        assertThat(new RecordJson(false).of(outcome).toString())
                .contains("handbook", "p-1", "text=[8 bytes]")
                .doesNotContain("salaries", "Ada", "secret");
        assertThat(new RecordJson(true).of(outcome).toString())
                .contains("salaries", "of Ada", "a secret");
    }

    @Test
    void citationsAreShownWithoutWhatPeopleWrote() {
        RequestFinished finish =
                RequestFinished.newBuilder()
                        .setRequestId("r-1")
                        .setOwner(OWNER)
                        .setLane(Lane.BULK)
                        .setEnding(Ending.COMPLETED)
                        .setFinishedAt(Instant.EPOCH)
                        .setGrounded(
                                new Grounded(
                                        "handbook",
                                        3,
                                        List.of(
                                                Citation.newBuilder()
                                                        .setMark(2)
                                                        .setPassageId("p-2")
                                                        .setDocumentId("d-1")
                                                        .setDocumentName(Content.clear("salaries"))
                                                        .setHeading(Content.clear("of Ada"))
                                                        .build())))
                        .build();

        assertThat(new RecordJson(false).of(finish).toString())
                .contains("knowledgeBase=handbook", "passages=3", "mark=2", "passageId=p-2")
                .doesNotContain("salaries", "Ada");
    }
}
