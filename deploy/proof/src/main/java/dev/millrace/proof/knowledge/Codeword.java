package dev.millrace.proof.knowledge;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers written as words that stand in no other text: letters only, so that no part of them is a
 * word of its own, and none of the endings that a search takes off.
 */
public final class Codeword {

    /** What is numbered. */
    public enum Kind {
        TOPIC('t'),
        MARK('m'),
        NAME('n');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    private static final String LETTERS = "bcdfghjkmpqrtvwxz";
    private static final int LENGTH = 6;
    private static final Pattern WORD = Pattern.compile("\\bz([tmn])([" + LETTERS + "]{6})\\b");

    private Codeword() {}

    /** The word of a number from 0 on. */
    public static String of(Kind kind, int number) {
        char[] word = new char[LENGTH];
        int rest = number;
        for (int i = LENGTH - 1; i >= 0; i--) {
            word[i] = LETTERS.charAt(rest % LETTERS.length());
            rest /= LETTERS.length();
        }
        return "z" + kind.letter + new String(word);
    }

    /** The number of the first word of that kind in a text. */
    public static Optional<Integer> in(String text, Kind kind) {
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            if (requireNonNull(words.group(1)).charAt(0) == kind.letter) {
                int number = 0;
                for (char letter : requireNonNull(words.group(2)).toCharArray()) {
                    number = number * LETTERS.length() + LETTERS.indexOf(letter);
                }
                return Optional.of(number);
            }
        }
        return Optional.empty();
    }
}
