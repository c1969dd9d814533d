package dev.millrace.rag.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class Bm25Test {

    @Test
    void theFormulaOfAHandComputedCase() {
        // 10 chunks, 2 of them with the word: ln(1 + 8.5 / 2.5) = ln(4.4).
        assertThat(Bm25.idf(10, 2)).isCloseTo(1.481605, within(1e-6));
        // Twice as long as the average: 1.2 * (0.25 + 0.75 * 2) = 2.1.
        double damping = Bm25.USUAL.damping(200, 100);
        assertThat(damping).isCloseTo(2.1, within(1e-9));
        // 1.481605 * 3 * 2.2 / (3 + 2.1).
        assertThat(Bm25.USUAL.part(Bm25.idf(10, 2), 3, damping)).isCloseTo(1.917371, within(1e-5));
    }

    @Test
    void aWordThatEveryChunkHasSaysLittleAndOneThatNoneHasSaysMost() {
        assertThat(Bm25.idf(100, 100)).isPositive().isLessThan(0.01);
        assertThat(Bm25.idf(100, 0)).isGreaterThan(Bm25.idf(100, 1));
        // Statistics lag behind removals.
        assertThat(Bm25.idf(100, 120)).isEqualTo(Bm25.idf(100, 100));
    }
}
