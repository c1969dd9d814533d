package dev.millrace.provider.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Texts as vectors by feature hashing (Weinberger et al., "Feature Hashing for Large Scale
 * Multitask Learning", 2009): each word and each of its letter triples adds to one place of the
 * vector, a bit of the hash choosing the sign; then the vector gets length 1. Texts with common
 * words are near each other, meaning is not seen.
 */
final class SimulatedVectors {

    static final int DIMENSIONS = 384;

    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final float WORD = 1.0f;
    private static final float TRIPLE = 0.35f;

    private SimulatedVectors() {}

    static float[] of(String text) {
        float[] vector = new float[DIMENSIONS];
        Matcher words = WORDS.matcher(text.toLowerCase(Locale.ROOT));
        while (words.find()) {
            String word = words.group();
            add(vector, "w:" + word, WORD);
            String framed = "^" + word + "$";
            for (int i = 0; i + 3 <= framed.length(); i++) {
                add(vector, "t:" + framed.substring(i, i + 3), TRIPLE);
            }
        }
        normalise(vector);
        return vector;
    }

    private static void add(float[] vector, String feature, float weight) {
        CRC32 crc = new CRC32();
        crc.update(feature.getBytes(StandardCharsets.UTF_8));
        // CRC is linear: mixing keeps neighbouring features from sharing places.
        long hash = crc.getValue() * 0x9E3779B97F4A7C15L;
        int place = (int) ((hash >>> 33) % DIMENSIONS);
        vector[place] += (hash & (1L << 32)) == 0 ? weight : -weight;
    }

    private static void normalise(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        if (square == 0) {
            // A text without words still needs a direction.
            vector[0] = 1;
            return;
        }
        double length = Math.sqrt(square);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
    }
}
