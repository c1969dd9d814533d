package dev.millrace.proof.retrieval;

import dev.millrace.proof.retrieval.Corpus.Piece;
import dev.millrace.proof.upstream.KnownVectors;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The nearest chunks, found by comparing all of them. */
final class Exact {

    private final KnownVectors vectors;
    private final List<Piece> pieces;
    private final List<float[]> all;

    /** A chunk and its cosine similarity. */
    record Near(int mark, double similarity) {}

    Exact(KnownVectors vectors, List<Piece> pieces) {
        this.vectors = vectors;
        this.pieces = pieces;
        this.all = pieces.stream().map(p -> vectors.of(p.topic(), p.mark())).toList();
    }

    /** Best first. */
    List<Near> nearest(String question, int most, boolean rareOnly) {
        float[] asked = vectors.of(question);
        Comparator<Near> worstFirst = Comparator.comparingDouble(Near::similarity);
        PriorityQueue<Near> best = new PriorityQueue<>(worstFirst);
        for (int i = 0; i < all.size(); i++) {
            Piece piece = pieces.get(i);
            if (!rareOnly || piece.rare()) {
                best.add(new Near(piece.mark(), KnownVectors.cosine(asked, all.get(i))));
                if (best.size() > most) {
                    best.remove();
                }
            }
        }
        return best.stream().sorted(worstFirst.reversed()).toList();
    }

    /** How near one chunk is. */
    double similarity(String question, int mark) {
        return KnownVectors.cosine(vectors.of(question), all.get(mark));
    }

    int size() {
        return all.size();
    }
}
