package dev.millrace.rag.retrieval;

import static dev.millrace.rag.retrieval.FakeSearch.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Passage;
import dev.millrace.events.content.Content;
import dev.millrace.rag.search.Found;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassageChoiceTest {

    private static final String SKY = "The sky is blue. ";
    private static final String SEA = "The sea is green. ";

    private static List<Passage> choose(int most, int tokens, Found... found) {
        return PassageChoice.of(List.of(found), most, tokens);
    }

    private static List<String> texts(List<Passage> passages) {
        return passages.stream()
                .map(Passage::getText)
                .map(text -> Content.openText(text).orElseThrow())
                .toList();
    }

    @Test
    void theBestComeFirstAsLongAsThereIsRoom() {
        List<Passage> chosen =
                choose(
                        6,
                        10,
                        found(1, 0, "Colour", 4, SKY),
                        found(2, 100, "Size", 8, "far too long now"),
                        found(3, 200, "Depth", 5, SEA));

        assertThat(texts(chosen)).containsExactly(SKY, SEA);
        Passage first = chosen.getFirst();
        assertThat(first.getPassageId()).isEqualTo("1");
        assertThat(first.getDocumentId()).isEqualTo(FakeSearch.DOCUMENT.toString());
        assertThat(Content.openText(first.getDocumentName())).contains("sky.md");
        assertThat(Content.openText(first.getHeadingPath())).contains("Sky > Colour");
        assertThat(first.getHeading()).isEmpty();
        assertThat(first.getStart()).isZero();
        assertThat(first.getEnd()).isEqualTo(SKY.length());
        assertThat(first.getScore()).isEqualTo(0.5);
    }

    @Test
    void thereAreNoMoreThanAskedFor() {
        assertThat(choose(1, 100, found(1, 0, "A", 1, SKY), found(2, 90, "B", 1, SEA))).hasSize(1);
    }

    @Test
    void theSameTextCountsOnce() {
        assertThat(
                        choose(
                                6,
                                100,
                                found(1, 0, "A", 4, SKY),
                                found(2, 500, "B", 4, "The sky  is\nblue.")))
                .hasSize(1);
    }

    @Test
    void neighboursOfOneSectionBecomeOnePassage() {
        String text = SKY + SEA + "Sand is yellow.";
        Found second = found(2, 17, "A", 8, text.substring(17));
        Found first = found(1, 0, "A", 8, text.substring(0, 35));

        List<Passage> chosen = choose(6, 100, second, first);

        assertThat(texts(chosen)).containsExactly(text);
        assertThat(chosen.getFirst().getPassageId()).isEqualTo("2");
        assertThat(chosen.getFirst().getStart()).isZero();
        assertThat(chosen.getFirst().getEnd()).isEqualTo(text.length());
        assertThat(texts(choose(6, 100, first, second))).containsExactly(text);
    }

    @Test
    void whatIsMostlyThereAlreadyUnderAnotherHeadingIsLeftOut() {
        Found there = found(1, 0, "A", 8, SKY + SEA);

        assertThat(texts(choose(6, 100, there, found(2, 17, "B", 4, SEA))))
                .containsExactly(SKY + SEA);
        assertThat(texts(choose(6, 100, there, found(2, 35, "B", 4, "Sand is yellow."))))
                .containsExactly(SKY + SEA, "Sand is yellow.");
    }

    @Test
    void aNeighbourThatDoesNotFitIsNotJoined() {
        String text = SKY + SEA;
        assertThat(
                        texts(
                                choose(
                                        6,
                                        5,
                                        found(1, 0, "A", 4, SKY),
                                        found(2, SKY.length(), "A", 4, SEA))))
                .containsExactly(text.substring(0, SKY.length()));
    }

    @Test
    void theVeryBestIsCutWhenItIsTooLargeByItself() {
        List<Passage> chosen =
                choose(6, 10, found(1, 40, "A", 40, "🙂".repeat(81)), found(2, 900, "A", 1, SKY));

        assertThat(texts(chosen)).hasSize(1);
        assertThat(texts(chosen).getFirst()).matches("🙂+").hasSizeBetween(38, 42);
        assertThat(chosen.getFirst().getStart()).isEqualTo(40);
        assertThat(chosen.getFirst().getEnd()).isEqualTo(40 + texts(chosen).getFirst().length());
    }

    @Test
    void blankTextGroundsNothing() {
        assertThat(choose(6, 10, found(1, 0, "A", 1, " \n"))).isEmpty();
    }
}
