package dev.millrace.provider.simulator;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a text that say what it is about, cut to a rough stem so that `kills`, `killed` and
 * `killing` are one; of Chinese and Japanese, which write no blanks, each two neighbouring signs.
 */
final class Terms {

    private static final Pattern WORDS =
            Pattern.compile(
                    "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]+|[\\p{L}\\p{N}&&[^\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]]+");

    /** Words that stand in every question. */
    private static final Set<String> SAYING_NOTHING =
            Set.of(
                    ("a about above after again against all also am an and any are as at be because been before being below between"
                                    + " both but by can cannot could did do does doing down during each few for from further get gets"
                                    + " got had has have having he her here hers him his how however i if in into is it its itself"
                                    + " just let many may me might mine more most much must my myself no nor not of off on"
                                    + " once one only or other our ours out over own please same shall she should so some"
                                    + " such tell than that the their theirs them then there these they this those through to"
                                    + " too under until up us use used using very was we were what when where which while who"
                                    + " whom whose why will with without would you your yours 什么 怎么 如何 哪个 哪些 为什 么样"
                                    + " 可以 是否 多少 的是 我们 你们 怎样")
                            .split(" "));

    /** Signs that hold sentences together and are part of few words. */
    private static final String JOINTS = "的是了在有和吗呢吧与及就也都把被这那哪么很";

    private Terms() {}

    static Set<String> of(String text) {
        Set<String> terms = new HashSet<>();
        String lower = text.toLowerCase(Locale.ROOT);
        Matcher words = WORDS.matcher(lower);
        while (words.find()) {
            String word = lower.substring(words.start(), words.end());
            if (Character.isIdeographic(word.codePointAt(0)) || word.charAt(0) >= 0x3040) {
                pairs(word, terms);
            } else {
                add(word, terms);
            }
        }
        return terms;
    }

    private static void add(String word, Set<String> terms) {
        if (!SAYING_NOTHING.contains(word)) {
            terms.add(stem(word));
        }
    }

    private static void pairs(String run, Set<String> terms) {
        if (run.length() == 1 && JOINTS.indexOf(run.charAt(0)) < 0) {
            terms.add(run);
        }
        for (int i = 0; i + 2 <= run.length(); i++) {
            String pair = run.substring(i, i + 2);
            boolean joint =
                    JOINTS.indexOf(pair.charAt(0)) >= 0 || JOINTS.indexOf(pair.charAt(1)) >= 0;
            if (!joint && !SAYING_NOTHING.contains(pair)) {
                terms.add(pair);
            }
        }
    }

    private static String stem(String word) {
        String stem = word;
        if (stem.length() > 4 && stem.endsWith("ies")) {
            stem = stem.substring(0, stem.length() - 3) + "y";
        } else if (stem.length() > 3 && stem.endsWith("s") && !stem.endsWith("ss")) {
            stem = stem.substring(0, stem.length() - 1);
        }
        if (stem.length() > 5 && stem.endsWith("ing")) {
            stem = stem.substring(0, stem.length() - 3);
        } else if (stem.length() > 4 && stem.endsWith("ed")) {
            stem = stem.substring(0, stem.length() - 2);
        }
        if (stem.length() > 3 && stem.endsWith("e")) {
            stem = stem.substring(0, stem.length() - 1);
        }
        int last = stem.length() - 1;
        return last > 2 && stem.charAt(last) == stem.charAt(last - 1)
                ? stem.substring(0, last)
                : stem;
    }
}
