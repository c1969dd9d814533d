package dev.millrace.rag.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Embedder} does. */
abstract class EmbedderContract {

    static final EmbeddingModel WORDS = new EmbeddingModel("testbed", "words-32");

    abstract Embedder embedder();

    /** One that refuses whatever it is asked. */
    abstract EmbeddingModel refusing();

    @Test
    void eachTextHasAVectorInItsPlace() throws Exception {
        List<String> texts = IntStream.range(0, 23).mapToObj(i -> "x".repeat(i + 1)).toList();

        List<float[]> vectors = embedder().embed(WORDS, texts, behalf(Lane.BULK));

        assertThat(vectors).hasSize(23).allMatch(vector -> vector.length == 32);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(vectors.get(i)[0]).isEqualTo(i + 1);
        }
    }

    @Test
    void theSameTextHasTheSameVector() throws Exception {
        List<float[]> once = embedder().embed(WORDS, List.of("a mill"), behalf(Lane.BULK));
        List<float[]> twice = embedder().embed(WORDS, List.of("a mill"), behalf(Lane.INTERACTIVE));

        assertThat(twice.getFirst()).containsExactly(once.getFirst());
    }

    @Test
    void aModelThatRefusesFailsWithItsReason() {
        assertThatThrownBy(() -> embedder().embed(refusing(), List.of("a mill"), behalf(Lane.BULK)))
                .isInstanceOfSatisfying(
                        EmbeddingFailed.class,
                        failed -> assertThat(failed.failure().getCode()).isNotBlank());
    }

    static OnBehalf behalf(Lane lane) {
        return behalf(lane, Instant.now().plusSeconds(60));
    }

    static OnBehalf behalf(Lane lane, Instant deadline) {
        return new OnBehalf(
                Authority.newBuilder()
                        .setOwner(new Owner("acme", "team", "ann"))
                        .setKeyId("key-ann")
                        .build(),
                lane,
                "document-1",
                deadline);
    }
}
