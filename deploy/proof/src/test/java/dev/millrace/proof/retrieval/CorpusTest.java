package dev.millrace.proof.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.proof.knowledge.Codeword;
import dev.millrace.proof.knowledge.Codeword.Kind;
import dev.millrace.proof.knowledge.Kb;
import dev.millrace.proof.retrieval.Corpus.Piece;
import dev.millrace.proof.retrieval.Exact.Near;
import dev.millrace.proof.upstream.KnownVectors;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorpusTest {

    private final KnownVectors vectors = new KnownVectors(1);
    private final Corpus corpus = new Corpus(2, 1_000);

    @Test
    void aSectionIsThePieceItsMarkNames() {
        for (int number = 0; number < corpus.documents(); number++) {
            Kb.Text document = corpus.document(number);
            List<String> sections = List.of(document.text().split("\n## ", -1));
            assertThat(sections).hasSize(Corpus.SECTIONS + 1);
            for (int i = 0; i < Corpus.SECTIONS; i++) {
                int mark = Codeword.in(sections.get(i + 1), Kind.MARK).orElseThrow();
                Piece piece = corpus.pieces().get(mark);
                assertThat(mark).isEqualTo(number * Corpus.SECTIONS + i);
                assertThat(piece.mark()).isEqualTo(mark);
                assertThat(Codeword.in(sections.get(i + 1), Kind.TOPIC)).contains(piece.topic());
                assertThat(document.metadata().equals(Corpus.RARE)).isEqualTo(piece.rare());
            }
        }
    }

    @Test
    void theExactNearestAreTheNearest() {
        Exact exact = new Exact(vectors, corpus.pieces());
        String question = corpus.question(3);
        List<Integer> sorted =
                corpus.pieces().stream()
                        .filter(Piece::rare)
                        .map(Piece::mark)
                        .sorted(
                                Comparator.comparingDouble(
                                        mark -> -exact.similarity(question, mark)))
                        .limit(10)
                        .toList();
        List<Near> nearest = exact.nearest(question, 10, true);
        assertThat(nearest).extracting(Near::mark).isEqualTo(sorted);
        assertThat(nearest.getFirst().similarity())
                .isCloseTo(exact.similarity(question, sorted.getFirst()), within(1e-12));
    }

    @Test
    void noTwoQuestionsAreAlike() {
        assertThat(java.util.stream.IntStream.range(0, 1_000).mapToObj(corpus::question).distinct())
                .hasSize(1_000);
    }
}
