package dev.millrace.standalone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgedTest {

    private final Judged judged = new Judged(Map.of("a", 3, "b", 1, "c", 2, "d", 0, "e", -1));

    @Test
    void ndcgOfAHandComputedCase() {
        // Ranked b x a: 1/log2(2) + 0 + 3/log2(4) = 2.5.
        // Best is a c b: 3/1 + 2/log2(3) + 1/2 = 3 + 1.2618595 + 0.5 = 4.7618595.
        assertThat(judged.ndcg(List.of("b", "x", "a"), 10)).isCloseTo(0.5250050, within(1e-6));
    }

    @Test
    void onlyTheFirstRanksCountAlsoForTheBestOrder() {
        // Best of two: 3 + 2/log2(3) = 4.2618595; found: 1 + 0.
        assertThat(judged.ndcg(List.of("b", "x", "a"), 2)).isCloseTo(0.2346393, within(1e-6));
        assertThat(judged.ndcg(List.of("a", "c", "b"), 10)).isEqualTo(1.0);
        assertThat(judged.ndcg(List.of(), 10)).isZero();
    }

    @Test
    void recallIsTheShareOfAllRelevantOnes() {
        assertThat(judged.recall(List.of("x", "a", "d", "e", "b"), 100))
                .isCloseTo(2 / 3.0, within(1e-12));
        assertThat(judged.recall(List.of("x", "a", "b"), 2)).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void whatIsJudgedUselessIsNothingToFind() {
        Judged nothing = new Judged(Map.of("d", 0, "e", -1));

        assertThat(nothing.hasRelevant()).isFalse();
        assertThat(nothing.ndcg(List.of("d"), 10)).isZero();
        assertThat(nothing.recall(List.of("d"), 10)).isZero();
    }
}
