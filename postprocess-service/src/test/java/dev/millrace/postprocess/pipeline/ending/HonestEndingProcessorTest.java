package dev.millrace.postprocess.pipeline.ending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Failure;
import dev.millrace.postprocess.pipeline.Piece;
import dev.millrace.postprocess.pipeline.Processor;
import dev.millrace.postprocess.pipeline.ProcessorContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class HonestEndingProcessorTest extends ProcessorContract {

    private final Processor.Pass pass = processor().begin();

    @Override
    protected Processor processor() {
        return new HonestEndingProcessor();
    }

    @Override
    protected List<String> telling() {
        return List.of("", " ");
    }

    @Test
    void hasNothingToSayOfAnAnswerThatEnded() {
        pass.accept(new Piece(0, "yes", null, false, "stop"));
        pass.accept(new Piece(1, null, null, true, "tool_calls"));
        assertThat(pass.report().getNotes()).isEmpty();
        assertThat(pass.refusal()).isEmpty();
    }

    @Test
    void refusesAnAnswerThatStoppedWithoutEnding() {
        pass.accept(Piece.text(0, "and th", null));
        assertThat(pass.report().getNotes()).containsExactly("choice 0: no finish reason");
        assertThat(pass.refusal().map(Failure::getCode)).contains("upstream_interrupted");
        assertThat(pass.refusal().map(Failure::getHttpStatus)).contains(502);
    }

    @Test
    void refusesAnAnswerWithoutChoices() {
        assertThat(pass.report().getNotes()).containsExactly("no choices");
        assertThat(pass.refusal()).isPresent();
    }

    @Test
    void notesOneChoiceOfSeveralThatDidNotEnd() {
        pass.accept(new Piece(0, "a", null, false, "stop"));
        pass.accept(Piece.text(1, "b", null));
        assertThat(pass.report().getNotes()).containsExactly("choice 1: no finish reason");
        assertThat(pass.refusal()).isEmpty();
    }

    @Test
    void notesAnswersThatWereCutOrAreEmpty() {
        pass.accept(new Piece(0, "a", null, false, "length"));
        pass.accept(new Piece(1, " ", "thought", false, "stop"));
        pass.accept(new Piece(2, "a", null, false, "content_filter"));
        pass.accept(new Piece(3, "a", null, false, "insufficient_system_resource"));
        pass.accept(new Piece(4, "a", null, false, "say: <b>"));
        assertThat(pass.report().getNotes())
                .containsExactly(
                        "choice 0: cut at its token limit",
                        "choice 1: empty",
                        "choice 2: withheld by a content filter",
                        "choice 3: ended with insufficient_system_resource",
                        "choice 4: ended with an unknown reason");
        assertThat(pass.report().getChanged()).isFalse();
    }
}
