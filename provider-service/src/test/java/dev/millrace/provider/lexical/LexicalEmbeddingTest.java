package dev.millrace.provider.lexical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.embedding.EmbeddingProvider;
import dev.millrace.provider.embedding.EmbeddingProviderContract;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LexicalEmbeddingTest extends EmbeddingProviderContract {

    /** A text and the print of its vector. */
    private static final Map<String, Integer> KNOWN =
            Map.of("The quick brown foxes", -1135036160, "深圳的夏天", 351698913, "", -571046159);

    @Override
    protected EmbeddingProvider open(int inputs) {
        return new LexicalEmbedding(Offline.LEXICAL);
    }

    @Override
    protected String model() {
        return Offline.LEXICAL;
    }

    private static double cosine(String a, String b) {
        float[] left = LexicalVectors.of(a);
        float[] right = LexicalVectors.of(b);
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    @Test
    void vectorsHaveLengthOneAndAlwaysTheSame() {
        for (String text : new String[] {"", "a", "The quick brown fox", "水火"}) {
            assertThat(cosine(text, text)).isCloseTo(1.0, Offset.offset(1e-5));
            assertThat(LexicalVectors.of(text)).hasSize(384).isEqualTo(LexicalVectors.of(text));
        }
    }

    @Test
    void commonWordsBringTextsNearEachOther() {
        assertThat(cosine("wing of an aircraft", "aircraft wings"))
                .isGreaterThan(cosine("wing of an aircraft", "soup recipes"))
                .isGreaterThan(0.3);
    }

    @Test
    void formsOfAWordAndFunctionWordsMakeLittleDifference() {
        assertThat(cosine("aircraft wings of today", "an aircraft wing")).isGreaterThan(0.5);
        assertThat(cosine("the sky is blue", "blue sky")).isCloseTo(1.0, Offset.offset(1e-5));
        assertThat(cosine("to be or not to be", "to be or not to be"))
                .isCloseTo(1.0, Offset.offset(1e-5));
    }

    @Test
    void chineseIsComparedBySignsAndPairsOfThem() {
        assertThat(cosine("深圳的夏天很热", "深圳夏天"))
                .isGreaterThan(cosine("深圳的夏天很热", "量子力学"))
                .isGreaterThan(0.4);
        assertThat(cosine("ｆｕｌｌ　ｗｉｄｔｈ", "full width")).isCloseTo(1.0, Offset.offset(1e-5));
    }

    /** Stored vectors are compared with those of tomorrow: they must stay what they are. */
    @Test
    void vectorsAreTheSameInEveryVersion() {
        for (Map.Entry<String, Integer> known : KNOWN.entrySet()) {
            float[] vector = LexicalVectors.of(known.getKey());
            int print = 1;
            for (float value : vector) {
                print = 31 * print + Math.round(value * 10_000);
            }
            assertThat(print).as(known.getKey()).isEqualTo(known.getValue());
        }
    }

    @Test
    @Timeout(120)
    void millionsOfCharactersAreTakenInOneText() {
        Random random = new Random(7);
        StringBuilder words = new StringBuilder();
        while (words.length() < 4_000_000) {
            words.append(Integer.toString(random.nextInt(), 36)).append(' ');
        }
        for (String text :
                List.of(
                        words.toString(),
                        "x".repeat(4_000_000),
                        "a ".repeat(2_000_000),
                        "深".repeat(4_000_000),
                        ".".repeat(4_000_000))) {
            assertThat(LexicalVectors.of(text)).hasSize(LexicalVectors.DIMENSIONS);
        }
    }

    @Test
    void aBatchHasAsManyTextsAsOpenAisAndNoMore() throws Exception {
        String many = "[" + "\"a\",".repeat(2_047) + "\"a\"]";
        assertThat(data(open(1).embed(call(many), new Cancellation()))).hasSize(2_048);
        String more = "[\"b\"," + many.substring(1);
        ProviderException refused =
                catchThrowableOfType(
                        ProviderException.class,
                        () -> open(1).embed(call(more), new Cancellation()));
        assertThat(refused.failure()).isInstanceOf(ProviderFailure.InvalidRequest.class);
    }

    @Test
    void anotherModelIsNotFound() {
        ProviderException refused =
                catchThrowableOfType(
                        ProviderException.class,
                        () ->
                                new LexicalEmbedding("another")
                                        .embed(call("\"a\""), new Cancellation()));
        assertThat(refused.failure()).isInstanceOf(ProviderFailure.ModelNotFound.class);
    }

    @Test
    void tokensAreATextToo() throws Exception {
        assertThat(data(open(1).embed(call("[1,2,3]"), new Cancellation()))).hasSize(1);
    }
}
