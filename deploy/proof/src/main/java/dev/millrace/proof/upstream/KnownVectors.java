package dev.millrace.proof.upstream;

import dev.millrace.proof.knowledge.Codeword;
import dev.millrace.proof.knowledge.Codeword.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Texts as vectors that anybody can compute again: near the centre of the topic that a text names,
 * at a place that follows from the text's mark, or from all of it when it has none. Places of one
 * topic differ in a few dozen directions much and in all others a little, as in real embeddings.
 */
public final class KnownVectors {

    public static final int DIMENSIONS = 384;

    private static final int DIRECTIONS = 24;
    private static final double SPREAD = 0.7;
    private static final double NOISE = 0.3;

    private final long seed;
    private final float[][] directions = new float[DIRECTIONS][];
    private final Map<Integer, float[]> centres = new ConcurrentHashMap<>();

    public KnownVectors(long seed) {
        this.seed = seed;
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < DIRECTIONS; i++) {
            directions[i] = unit(gaussian(random));
        }
    }

    /** Of length 1. */
    public float[] of(String text) {
        int topic = Codeword.in(text, Kind.TOPIC).orElse(-1);
        Optional<Integer> mark = Codeword.in(text, Kind.MARK);
        return at(topic, mark.isPresent() ? mark.get() : hash(text));
    }

    /** Of any text with this topic and this mark. */
    public float[] of(int topic, int mark) {
        return at(topic, mark);
    }

    private float[] at(int topic, long place) {
        RandomGenerator random = new SplittableRandom(mixed(place));
        float[] vector = centre(topic).clone();
        for (float[] direction : directions) {
            double step = random.nextGaussian() * SPREAD / Math.sqrt(DIRECTIONS);
            for (int i = 0; i < DIMENSIONS; i++) {
                vector[i] += (float) (step * direction[i]);
            }
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] += (float) (random.nextGaussian() * NOISE / Math.sqrt(DIMENSIONS));
        }
        return unit(vector);
    }

    private float[] centre(int topic) {
        return centres.computeIfAbsent(
                topic, t -> unit(gaussian(new SplittableRandom(mixed(~(long) t)))));
    }

    /** Cosine similarity of two vectors of length 1. */
    public static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    private static float[] gaussian(RandomGenerator random) {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static float[] unit(float[] vector) {
        double length = Math.sqrt(cosine(vector, vector));
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }

    private long mixed(long place) {
        return (seed + place) * 0x9E3779B97F4A7C15L;
    }

    /** FNV-1a, 64 bits. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
