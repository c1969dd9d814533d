package dev.millrace.postprocess.pipeline.citations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Citation;
import dev.millrace.events.Grounding;
import dev.millrace.events.Passage;
import dev.millrace.events.content.Content;
import dev.millrace.postprocess.pipeline.Piece;
import dev.millrace.postprocess.pipeline.Processor;
import dev.millrace.postprocess.pipeline.ProcessorContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CitationsProcessorTest extends ProcessorContract {

    private static final Grounding FOUND =
            new Grounding(
                    "handbook",
                    List.of(
                            passage(
                                    "sky.md",
                                    "Sky > Colour",
                                    "The sky is blue by scattered light."),
                            passage("grass.md", "Grass", "Grass is green because of chlorophyll."),
                            passage("深圳.md", "气候", "深圳的夏天很热，冬天很短。")));

    private static Passage passage(String document, String heading, String text) {
        return Passage.newBuilder()
                .setPassageId("p-" + document)
                .setDocumentId("d-" + document)
                .setDocumentName(Content.clear(document))
                .setHeadingPath(Content.clear(heading))
                .setStart(7)
                .setEnd(7 + text.length())
                .setScore(0.5)
                .setText(Content.clear(text))
                .build();
    }

    @Override
    protected Processor processor() {
        return new CitationsProcessor();
    }

    @Override
    protected List<String> telling() {
        return List.of("[1]", "[1, 2]", "【1】", "`[1]`", "\n```\n[1]\n```\n");
    }

    private static Processor.Pass passed(String... pieces) {
        Processor.Pass pass = new CitationsProcessor().begin(FOUND);
        for (String piece : pieces) {
            pass.accept(Piece.text(0, piece, null));
        }
        pass.finish();
        return pass;
    }

    private static List<Integer> marks(String... pieces) {
        return passed(pieces).citations().stream().map(Citation::getMark).toList();
    }

    private static List<String> notes(String text) {
        return passed(text).report().getNotes();
    }

    @Test
    void aCitationSaysWhereItsPassageStands() {
        assertThat(passed("The sky is blue [1].").citations())
                .containsExactly(
                        new Citation(
                                1,
                                "p-sky.md",
                                "d-sky.md",
                                Content.clear("sky.md"),
                                Content.clear("Sky > Colour"),
                                7L,
                                42L,
                                0.5));
    }

    @Test
    void marksAreReadHoweverTheyAreWritten() {
        String both = "Scattered light makes the sky blue, chlorophyll makes grass green";
        assertThat(marks(both + " [1][2].")).containsExactly(1, 2);
        assertThat(marks(both + " [2, 1].")).containsExactly(2, 1);
        assertThat(marks(both + "【1】【2】。")).containsExactly(1, 2);
        assertThat(marks(both + ". [1] [2]")).containsExactly(1, 2);
        assertThat(marks(both + ".\"[1], [2]")).containsExactly(1, 2);
        assertThat(marks("深圳的夏天很热【3】。")).containsExactly(3);
        assertThat(marks("As [1] says, the blue sky is scattered light.")).containsExactly(1);
    }

    @Test
    void theyComeInTheOrderOfTheirFirstUseAndOnce() {
        assertThat(
                        marks(
                                "Green grass is chlorophyll [2]. The blue sky is light [1]. "
                                        + "Grass is green [2]."))
                .containsExactly(2, 1);
    }

    @Test
    void eachClauseStandsForItself() {
        String text = "Scattered light makes the sky blue [1], chlorophyll makes grass green [2].";
        assertThat(marks(text)).containsExactly(1, 2);
    }

    @Test
    void aMarkThatWasInventedIsLeftOutAndNoted() {
        assertThat(marks("The sky is blue [9]. [0]")).isEmpty();
        assertThat(notes("The sky is blue [9]. [0]")).containsExactly("no such passage: 0, 9");
    }

    @Test
    void aMarkWithoutSupportIsLeftOutAndNoted() {
        String text = "Penguins breed in Antarctica during winter [1].";
        assertThat(marks(text)).isEmpty();
        assertThat(notes(text)).containsExactly("not supported by the passage: 1");
        assertThat(marks(text + " The sky is blue [1].")).containsExactly(1);
        assertThat(notes(text + " The sky is blue [1].")).isEmpty();
        assertThat(marks("[1]")).isEmpty();
    }

    @Test
    void codeCitesNothing() {
        assertThat(marks("The sky is blue: `sky[1]` and ``blue `[1]``.")).isEmpty();
        assertThat(marks("The sky is blue:\n```python\nsky = blue[1]\n```\nDone.")).isEmpty();
        assertThat(marks("~~~\nThe sky is blue [1]\n")).isEmpty();
        assertThat(marks("A lone ` and then: the sky is blue [1].")).containsExactly(1);
        assertThat(marks("A ` here.\n\nThe sky is blue [1]. A ` there.")).containsExactly(1);
    }

    @Test
    void whatIsNoMarkIsNone() {
        for (String text :
                List.of("[a]", "[1", "[]", "[1;]", "[12345]", "[1-2]", "[ ]", "[1】", "[-1]")) {
            assertThat(notes("The sky is blue " + text)).as(text).isEmpty();
            assertThat(marks("The sky is blue " + text)).as(text).isEmpty();
        }
    }

    @Test
    void aStreamsPiecesGiveTheSameAsTheWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String text = "The sky is blue [1]. `x[2]` Grass is green because of chlorophyll 【2】. [7]";
        for (int attempt = 0; attempt < 100; attempt++) {
            List<String> pieces = new ArrayList<>();
            String left = text;
            while (!left.isEmpty()) {
                int cut = 1 + random.nextInt(left.length());
                pieces.add(left.substring(0, cut));
                left = left.substring(cut);
            }
            assertThat(marks(pieces.toArray(String[]::new)))
                    .as("seed %s", seed)
                    .containsExactly(1, 2);
        }
    }

    @Test
    void withoutPassagesThereIsNothingToCite() {
        Processor.Pass pass = new CitationsProcessor().begin();
        pass.accept(Piece.text(0, "The sky is blue [1].", null));
        pass.finish();
        assertThat(pass.citations()).isEmpty();
        assertThat(pass.report().getNotes()).containsExactly("no such passage: 1");
    }

    /** Each of these would take hours if the time grew with the square of the text. */
    @Test
    @Timeout(120)
    void evenTheWorstTextIsReadToItsEnd() {
        for (String bit :
                List.of(
                        "[1]",
                        "[",
                        "[1,",
                        "`",
                        "` `` ``` ",
                        "a [1] ",
                        "a\n",
                        "\n",
                        "```\n",
                        ". ",
                        "[9]",
                        "深",
                        "a",
                        " ",
                        "[1] sky blue ")) {
            String text = bit.repeat(3_000_000 / bit.length());
            assertThat(passed(text).report().getNotes())
                    .as(bit)
                    .contains("looked at the beginning only");
        }
    }
}
