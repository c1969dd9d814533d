package dev.millrace.rag.vector;

import dev.millrace.rag.index.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;

/** Vectors as texts have them: around themes, not evenly everywhere. The same for the same seed. */
public final class Clusters {

    private static final double SPREAD = 0.6;

    private final Random random;
    private final float[][] themes;

    public Clusters(long seed, int themes, int dimensions) {
        this.random = new Random(seed);
        this.themes = new float[themes][];
        for (int i = 0; i < themes; i++) {
            this.themes[i] = gaussian(new float[dimensions], 1);
        }
    }

    /** A new one near one of the themes. */
    public float[] next() {
        return gaussian(themes[random.nextInt(themes.length)].clone(), SPREAD);
    }

    private float[] gaussian(float[] around, double spread) {
        for (int i = 0; i < around.length; i++) {
            around[i] += (float) (random.nextGaussian() * spread);
        }
        return around;
    }

    /** The nearest by computation, best first. */
    public static List<Hit> nearest(
            List<StoredVector> all, float[] query, int most, Predicate<UUID> documents) {
        List<Hit> hits = new ArrayList<>();
        for (StoredVector vector : all) {
            if (documents.test(vector.document())) {
                hits.add(new Hit(vector.chunk(), cosine(vector.vector(), query)));
            }
        }
        hits.sort(Comparator.comparingDouble(Hit::score).reversed());
        return List.copyOf(hits.subList(0, Math.min(most, hits.size())));
    }

    static double cosine(float[] a, float[] b) {
        double product = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            left += (double) a[i] * a[i];
            right += (double) b[i] * b[i];
        }
        return product / Math.sqrt(left * right);
    }
}
