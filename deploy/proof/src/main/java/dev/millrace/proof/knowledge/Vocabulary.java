package dev.millrace.proof.knowledge;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Made-up words, of which few are frequent and most are rare (Zipf), as in real texts. */
public final class Vocabulary {

    private static final int WORDS = 30_000;

    /** Ranks that say nothing in real languages: articles and the like. */
    private static final int EMPTY = 100;

    private static final String CONSONANTS = "bdfgklmnprstv";
    private static final String VOWELS = "aeiou";

    private final String[] words = new String[WORDS];
    private final double[] cumulated = new double[WORDS];

    public Vocabulary(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Set<String> seen = new HashSet<>();
        double sum = 0;
        for (int i = 0; i < WORDS; i++) {
            String word;
            do {
                word = word(random, i < EMPTY ? 1 : 2 + random.nextInt(3));
            } while (!seen.add(word));
            words[i] = word;
            sum += 1.0 / (i + 3);
            cumulated[i] = sum;
        }
    }

    private static String word(RandomGenerator random, int syllables) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            word.append(CONSONANTS.charAt(random.nextInt(CONSONANTS.length())))
                    .append(VOWELS.charAt(random.nextInt(VOWELS.length())));
        }
        if (syllables == 1) {
            word.append(CONSONANTS.charAt(random.nextInt(CONSONANTS.length())));
        }
        return word.toString();
    }

    /** Any word, the frequent ones frequently. */
    public String any(RandomGenerator random) {
        int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[WORDS - 1]);
        return words[Math.min(WORDS - 1, found < 0 ? -found - 1 : found)];
    }

    /** A word that is worth asking for. */
    public String telling(RandomGenerator random) {
        return words[EMPTY + random.nextInt(WORDS - EMPTY)];
    }

    /** Sentences of so many words together. */
    public String sentences(RandomGenerator random, int count) {
        StringBuilder text = new StringBuilder();
        int left = count;
        while (left > 0) {
            int length = Math.min(left, 8 + random.nextInt(12));
            for (int i = 0; i < length; i++) {
                String word = any(random);
                text.append(text.isEmpty() ? "" : " ")
                        .append(
                                i == 0
                                        ? word.substring(0, 1).toUpperCase(Locale.ROOT)
                                                + word.substring(1)
                                        : word);
            }
            text.append('.');
            left -= length;
        }
        return text.toString();
    }
}
