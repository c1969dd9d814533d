package dev.millrace.rag.vector.arrays;

import dev.millrace.rag.index.Hit;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The vectors nearest to one, of those that pass by. */
final class Nearest {

    /** Best first; the order of equals is the chunks', as in the other store. */
    private static final Comparator<Hit> BEST_FIRST =
            Comparator.comparingDouble(Hit::score).reversed().thenComparingLong(Hit::chunk);

    private final float[] query;
    private final float[] vector;
    private final int most;
    private final PriorityQueue<Hit> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());

    Nearest(float[] query, int most) {
        this.query = query;
        this.vector = new float[query.length];
        this.most = most;
    }

    void offer(long chunk, byte[] bytes) {
        FloatBuffer floats = ByteBuffer.wrap(bytes).asFloatBuffer();
        if (floats.remaining() != query.length) {
            throw new IllegalArgumentException(
                    "A query of %d numbers in an index of %d"
                            .formatted(query.length, floats.remaining()));
        }
        floats.get(vector);
        worstFirst.add(new Hit(chunk, product()));
        if (worstFirst.size() > most) {
            worstFirst.poll();
        }
    }

    /** Four sums side by side: one would make every addition wait for the one before. */
    private double product() {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 4 <= query.length; i += 4) {
            a += query[i] * vector[i];
            b += query[i + 1] * vector[i + 1];
            c += query[i + 2] * vector[i + 2];
            d += query[i + 3] * vector[i + 3];
        }
        for (; i < query.length; i++) {
            a += query[i] * vector[i];
        }
        return Math.clamp((double) a + b + c + d, -1, 1);
    }

    List<Hit> best() {
        return worstFirst.stream().sorted(BEST_FIRST).toList();
    }
}
