package dev.millrace.rag.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.rag.index.Hit;
import dev.millrace.rag.text.TextHit;
import java.util.List;
import org.junit.jupiter.api.Test;

class FusionTest {

    private static final Weights EQUAL = new Weights(1, 1);

    @Test
    void aPassageGetsWeightOverSixtyPlusRankFromEachList() {
        List<Fusion.Ranked> ranked =
                Fusion.hybrid(
                        List.of(new Hit(1, 0.9), new Hit(2, 0.8)),
                        List.of(new TextHit(2, 7, 0.5), new TextHit(3, 5, 0.25)),
                        new Weights(1, 2),
                        cosine -> cosine);

        assertThat(ranked).extracting(Fusion.Ranked::chunk).containsExactly(2L, 3L, 1L);
        Scores both = ranked.getFirst().scores();
        assertThat(both.fused()).isCloseTo(1 / 62.0 + 2 / 61.0, within(1e-12));
        assertThat(both.score()).isCloseTo((0.8 + 0.5) / 2, within(1e-12));
        assertThat(both.vector()).isEqualTo(0.8);
        assertThat(both.text()).isEqualTo(7.0);
        assertThat(both.coverage()).isEqualTo(0.5);
        Scores worded = ranked.get(1).scores();
        assertThat(worded.vector()).isNull();
        assertThat(worded.score()).isCloseTo(0.125, within(1e-12));
    }

    @Test
    void tiesFollowTheScoreAndThenTheSmallerNumber() {
        List<Fusion.Ranked> ranked =
                Fusion.hybrid(
                        List.of(new Hit(9, 0.4)),
                        List.of(new TextHit(5, 3, 0.4)),
                        EQUAL,
                        cosine -> cosine);
        assertThat(ranked).extracting(Fusion.Ranked::chunk).containsExactly(5L, 9L);

        ranked =
                Fusion.hybrid(
                        List.of(new Hit(9, 0.8)),
                        List.of(new TextHit(5, 3, 0.4)),
                        EQUAL,
                        cosine -> cosine);
        assertThat(ranked).extracting(Fusion.Ranked::chunk).containsExactly(9L, 5L);
    }

    @Test
    void aWeightOfZeroLeavesTheOtherListsOrder() {
        List<Fusion.Ranked> ranked =
                Fusion.hybrid(
                        List.of(new Hit(1, 0.9), new Hit(2, 0.8)),
                        List.of(new TextHit(2, 7, 0.5), new TextHit(1, 5, 0.25)),
                        new Weights(0, 1),
                        cosine -> cosine);

        assertThat(ranked).extracting(Fusion.Ranked::chunk).containsExactly(2L, 1L);
    }
}
