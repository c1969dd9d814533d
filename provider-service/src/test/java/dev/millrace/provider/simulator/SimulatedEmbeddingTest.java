package dev.millrace.provider.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.embedding.EmbeddingProvider;
import dev.millrace.provider.embedding.EmbeddingProviderContract;
import org.junit.jupiter.api.Test;

class SimulatedEmbeddingTest extends EmbeddingProviderContract {

    @Override
    protected EmbeddingProvider open(int inputs) {
        return new SimulatedEmbedding();
    }

    @Override
    protected String model() {
        return Simulator.EMBEDDING;
    }

    private static double cosine(String a, String b) {
        float[] left = SimulatedVectors.of(a);
        float[] right = SimulatedVectors.of(b);
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    @Test
    void vectorsHaveLengthOneAndAlwaysTheSame() {
        for (String text : new String[] {"", "a", "The quick brown fox", "水火"}) {
            assertThat(cosine(text, text))
                    .isCloseTo(1.0, org.assertj.core.data.Offset.offset(1e-5));
            assertThat(SimulatedVectors.of(text)).hasSize(384).isEqualTo(SimulatedVectors.of(text));
        }
    }

    @Test
    void commonWordsBringTextsNearEachOther() {
        assertThat(cosine("wing of an aircraft", "aircraft wings"))
                .isGreaterThan(cosine("wing of an aircraft", "soup recipes"))
                .isGreaterThan(0.3);
    }

    @Test
    void tokensAreATextToo() throws Exception {
        assertThat(data(open(1).embed(call("[1,2,3]"), new Cancellation()))).hasSize(1);
    }
}
