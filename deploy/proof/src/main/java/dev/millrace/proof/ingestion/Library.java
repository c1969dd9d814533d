package dev.millrace.proof.ingestion;

import dev.millrace.proof.knowledge.Codeword;
import dev.millrace.proof.knowledge.Codeword.Kind;
import dev.millrace.proof.knowledge.Kb;
import dev.millrace.proof.knowledge.Vocabulary;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Documents made up of words, of one to a dozen chunks, each with a word of its own in one of its
 * sections. One in five hundred falls into too many chunks and must fail.
 */
final class Library {

    /** What a document of too many chunks ends with. */
    static final String TOO_MANY = "too_many_chunks";

    private static final int RUINED = 500;

    /** More than the product takes by default. */
    private static final int PIECES = 20_100;

    private static final int MOST_SECTIONS = 4;
    private static final int MOST_WORDS = 700;

    private final long seed;
    private final Vocabulary vocabulary;

    Library(long seed) {
        this.seed = seed;
        this.vocabulary = new Vocabulary(seed);
    }

    /** Whether it must fail. */
    static boolean isRuined(int number) {
        return number % RUINED == RUINED / 100;
    }

    static String name(int number) {
        return "book-" + number + ".md";
    }

    /** The word that stands in this document alone. */
    static String word(int number) {
        return Codeword.of(Kind.NAME, number);
    }

    Kb.Text document(int number) {
        return new Kb.Text(name(number), isRuined(number) ? ruined(number) : written(number));
    }

    private String written(int number) {
        RandomGenerator random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        StringBuilder text = new StringBuilder("# Book ").append(number);
        text.append("\n\n## Name\n\nThe name of this book is ").append(word(number)).append(".\n");
        int sections = 1 + random.nextInt(MOST_SECTIONS);
        for (int i = 0; i < sections; i++) {
            text.append("\n## Chapter ").append(i + 1).append("\n\n");
            text.append(vocabulary.sentences(random, 20 + random.nextInt(MOST_WORDS)));
            text.append('\n');
        }
        return text.toString();
    }

    private static String ruined(int number) {
        return ("# " + word(number) + "\nx\n") + "# h\nx\n".repeat(PIECES);
    }
}
