package dev.millrace.postprocess.pipeline.reasoning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.ProcessorReport;
import dev.millrace.postprocess.pipeline.Piece;
import dev.millrace.postprocess.pipeline.Processor;
import dev.millrace.postprocess.pipeline.ProcessorContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasoningProcessorTest extends ProcessorContract {

    private final Processor.Pass pass = processor().begin();

    @Override
    protected Processor processor() {
        return new ReasoningProcessor();
    }

    @Override
    protected List<String> telling() {
        return List.of("<think>because</think>", "<thinking>why\n</thinking>\n\n", "<think>open");
    }

    @Test
    void movesTheBlockAndTheSpaceAroundIt() {
        Piece piece = whole("\n<think>It is a capital.</think>\n\nParis.");
        assertThat(piece.reasoning()).isEqualTo("It is a capital.");
        assertThat(piece.content()).isEqualTo("Paris.");
        assertThat(pass.report()).isEqualTo(new ProcessorReport("reasoning", true, List.of()));
    }

    @Test
    void joinsBlocksThatFollowEachOther() {
        Piece piece = whole("<think>a</think> <thinking>b</thinking>c");
        assertThat(piece.reasoning()).isEqualTo("a\nb");
        assertThat(piece.content()).isEqualTo("c");
    }

    @Test
    void addsToThinkingTheProviderSentByItself() {
        Piece piece = pass.accept(new Piece(0, "<think>b</think>c", "a", false, "stop"));
        assertThat(piece.reasoning()).isEqualTo("ab");
        assertThat(piece.content()).isEqualTo("c");
    }

    @Test
    void leavesATagInTheAnswerAlone() {
        String answer = "Write ```<think>x</think>``` around it.";
        assertThat(whole(answer).content()).isEqualTo(answer);
        assertThat(pass.report().getChanged()).isFalse();
    }

    @Test
    void leavesSpaceBeforeAnAnswerWithoutABlockAlone() {
        assertThat(whole("\n\n  x").content()).isEqualTo("\n\n  x");
    }

    @Test
    void saysThatABlockWasNeverClosed() {
        Piece piece = whole("<think>on and on</th");
        assertThat(piece.reasoning()).isEqualTo("on and on</th");
        assertThat(piece.content()).isEmpty();
        assertThat(pass.report().getNotes()).containsExactly("choice 0: block not closed");
    }

    @Test
    void keepsChoicesApart() {
        pass.accept(Piece.text(0, "<think>", null));
        assertThat(pass.accept(Piece.text(1, "plain", null)).content()).isEqualTo("plain");
        assertThat(pass.accept(Piece.text(0, "hm", null)).reasoning()).isEqualTo("hm");
    }

    @Test
    void holdsBackOnlyWhatMayBecomeATag() {
        assertThat(pass.accept(Piece.text(0, "<thi", null)).content()).isEmpty();
        assertThat(pass.accept(Piece.text(0, "rd>", null)).content()).isEqualTo("<third>");
        Processor.Pass inside = processor().begin();
        assertThat(inside.accept(Piece.text(0, "<think>a < b </t", null)).reasoning())
                .isEqualTo("a < b ");
        assertThat(inside.accept(Piece.text(0, "ea>", null)).reasoning()).isEqualTo("</tea>");
    }

    @Test
    void doesNotHoldEndlessSpace() {
        String space = " ".repeat(5000);
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < 5000; i += 100) {
            said.append(pass.accept(Piece.text(0, space.substring(0, 100), null)).content());
        }
        assertThat(said).hasSize(5000);
    }

    @Test
    void givesBackWhatACutStreamHeld() {
        pass.accept(Piece.text(0, " <thin", null));
        assertThat(pass.finish()).containsExactly(Piece.text(0, " <thin", null));
    }

    private Piece whole(String content) {
        return pass.accept(new Piece(0, content, null, false, "stop"));
    }
}
