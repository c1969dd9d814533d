package dev.millrace.proof.checker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void aWholeAnswerHasNoFault() {
        assertThat(Words.fault("[n|7|0] [n|7|1] [n|7|2]", "n", 3)).isEmpty();
    }

    @Test
    void aBeginningIsEnoughWhenNobodyAsksForTheWhole() {
        assertThat(Words.fault("[n|7|0] [n|7|1]", "n", -1)).isEmpty();
    }

    @Test
    void anotherPromptsNonceIsFound() {
        assertThat(Words.fault("[n|7|0] [m|7|1]", "n", -1))
                .hasValueSatisfying(fault -> assertThat(fault).contains("nonce"));
    }

    @Test
    void twoCallsInOneTextAreFound() {
        assertThat(Words.fault("[n|7|0] [n|8|1]", "n", -1))
                .hasValueSatisfying(fault -> assertThat(fault).contains("mixed"));
    }

    @Test
    void aGapARepeatAndAShortTextAreFound() {
        assertThat(Words.fault("[n|7|0] [n|7|2]", "n", -1)).isPresent();
        assertThat(Words.fault("[n|7|0] [n|7|0]", "n", -1)).isPresent();
        assertThat(Words.fault("[n|7|0] [n|7|1]", "n", 3)).isPresent();
        assertThat(Words.fault("[n|7|0] tail", "n", -1)).isPresent();
    }
}
