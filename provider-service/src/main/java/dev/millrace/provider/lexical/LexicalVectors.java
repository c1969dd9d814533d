package dev.millrace.provider.lexical;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts as vectors by feature hashing (Weinberger et al., "Feature Hashing for Large Scale
 * Multitask Learning", 2009). Features are the words that say something and, weaker, their letter
 * triples, so that forms of one word are near each other; in scripts without blanks, signs and
 * pairs of neighbouring signs. Each goes to two places of the vector with a sign for each; then the
 * vector gets length 1. Texts with common words are near each other, meaning is not seen.
 *
 * <p>A pure function of the text, the same on every machine, in linear time and bounded space. A
 * change of it makes every stored vector useless: then the model needs another name.
 */
final class LexicalVectors {

    static final int DIMENSIONS = 384;

    private static final String SIGNS = "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}";
    private static final Pattern RUNS =
            Pattern.compile("([" + SIGNS + "]+)|[\\p{L}\\p{N}&&[^" + SIGNS + "]]+");

    private static final Set<String> SAYING_NOTHING =
            Set.of(
                    ("a about above after again against all also am an and any are as at be because been before being"
                                    + " below between both but by can cannot could did do does doing down during each few for"
                                    + " from further had has have having he her here hers him his how however i if in into is"
                                    + " it its itself just may me might more most must my no nor not of off on once one only or"
                                    + " other our out over own please same shall she should so some such than that the their"
                                    + " theirs them then there these they this those through thus to too two under until up us"
                                    + " use used using very was we were what when where whether which while who whom whose why"
                                    + " will with would you your yours")
                            .split(" "));

    private static final double TRIPLES = 0.7;
    private static final double SIGN = 0.4;
    private static final int LONG_WORD = 12;

    /** No word of a language is longer; what is may be as long as the text. */
    private static final int MOST_LETTERS = 100;

    /** Different words of one text; further new ones would not change its direction. */
    private static final int MOST_WORDS = 200_000;

    private static final double BY_LENGTH = 0.25;
    private static final double EACH_PLACE = 1 / StrictMath.sqrt(2);

    private final double[] sums = new double[DIMENSIONS];
    private final Map<String, Integer> words = new LinkedHashMap<>();
    private final Map<String, Integer> empty = new LinkedHashMap<>();
    private final Map<String, Integer> signs = new LinkedHashMap<>();

    private LexicalVectors() {}

    static float[] of(String text) {
        LexicalVectors vector = new LexicalVectors();
        vector.count(Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT));
        boolean nothingElse = vector.words.isEmpty() && vector.signs.isEmpty();
        (nothingElse ? vector.empty : vector.words).forEach(vector::word);
        vector.signs.forEach(vector::sign);
        return vector.normalised();
    }

    private void count(String text) {
        Matcher runs = RUNS.matcher(text);
        while (runs.find()) {
            if (runs.start(1) >= 0) {
                signs(text, runs.start(), runs.end());
            } else {
                String word = text.substring(runs.start(), runs.end());
                count(SAYING_NOTHING.contains(word) ? empty : words, word);
            }
        }
    }

    private static void count(Map<String, Integer> counts, String feature) {
        if (counts.size() < MOST_WORDS || counts.containsKey(feature)) {
            counts.merge(feature, 1, Integer::sum);
        }
    }

    private void signs(String text, int from, int to) {
        int at = from;
        while (at < to) {
            int next = text.offsetByCodePoints(at, 1);
            count(signs, text.substring(at, next));
            if (next < to) {
                int pair = text.offsetByCodePoints(next, 1);
                count(signs, text.substring(at, pair));
            }
            at = next;
        }
    }

    private void word(String word, int times) {
        double weight =
                often(times) * StrictMath.pow(Math.min(word.length(), LONG_WORD), BY_LENGTH);
        add(hash('w', word), weight);
        String framed = "^" + word.substring(0, Math.min(word.length(), MOST_LETTERS)) + "$";
        Set<Long> triples = new HashSet<>();
        for (int i = 0; i + 3 <= framed.length(); i++) {
            triples.add(hash('3', framed.substring(i, i + 3)));
        }
        double each = weight * TRIPLES / StrictMath.sqrt(triples.size());
        triples.stream().sorted().forEach(triple -> add(triple, each));
    }

    private void sign(String sign, int times) {
        boolean pair = sign.codePointCount(0, sign.length()) > 1;
        add(hash('c', sign), often(times) * (pair ? 1 : SIGN));
    }

    private static double often(int times) {
        return 1 + StrictMath.log(times);
    }

    /** Two places make less noise than one when features meet there. */
    private void add(long hash, double weight) {
        place((int) hash, weight * EACH_PLACE);
        place((int) (hash >>> 32), weight * EACH_PLACE);
    }

    private void place(int half, double weight) {
        sums[(half >>> 8) % DIMENSIONS] += (half & 1) == 0 ? weight : -weight;
    }

    /** FNV-1a, mixed so that all 64 bits depend on all of the text. */
    private static long hash(char namespace, String feature) {
        long hash = (0xcbf29ce484222325L ^ namespace) * 0x100000001b3L;
        for (int i = 0; i < feature.length(); i++) {
            hash = (hash ^ feature.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    private float[] normalised() {
        double square = 0;
        for (double sum : sums) {
            square += sum * sum;
        }
        float[] vector = new float[DIMENSIONS];
        if (square == 0) {
            // A text without words still needs a direction.
            vector[0] = 1;
            return vector;
        }
        double length = StrictMath.sqrt(square);
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) (sums[i] / length);
        }
        return vector;
    }
}
