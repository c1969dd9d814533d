package dev.millrace.rag.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.rag.embedding.EmbeddingModel;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimilarityTest {

    private final Similarity similarity =
            new Similarity(
                    Map.of("lexical-384", new Similarity.Scale(0.2, 0.6, 0.5)),
                    new Similarity.Scale(0.3, 0.8, 1));

    @Test
    void eachModelHasItsOwnScale() {
        assertThat(similarity.similarity(new EmbeddingModel("offline", "lexical-384"), 0.4))
                .isCloseTo(0.5, within(1e-12));
        assertThat(similarity.similarity(new EmbeddingModel("openai", "other"), 0.4))
                .isCloseTo(0.2, within(1e-12));
    }

    @Test
    void itIsNeverLessThanZeroNorMoreThanOne() {
        EmbeddingModel other = new EmbeddingModel("openai", "other");
        assertThat(similarity.similarity(other, -1)).isZero();
        assertThat(similarity.similarity(other, 1)).isEqualTo(1);
    }

    @Test
    void aScaleWithoutExtentIsRefused() {
        assertThatThrownBy(() -> new Similarity.Scale(0.5, 0.5, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
