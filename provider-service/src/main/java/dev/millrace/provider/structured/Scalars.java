package dev.millrace.provider.structured;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers and words that stand for a value. */
final class Scalars {

    /** Digits of a number that the parser of this service reads. */
    static final int LONGEST = 1_000;

    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

    private Scalars() {}

    static boolean isPart(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '-'
                || c == '+'
                || c == '.';
    }

    /** Whether a name without quotes may begin with it. */
    static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_' || c == '$';
    }

    /** What it is in JSON; null when it is nothing that JSON or Python knows. */
    static @Nullable String json(String scalar) {
        return switch (scalar) {
            case "true", "false", "null" -> scalar;
            case "True" -> "true";
            case "False" -> "false";
            // JSON has no number for these, and its writers say null.
            case "None", "NaN", "Infinity", "-Infinity" -> "null";
            default -> NUMBER.matcher(scalar).matches() ? scalar : null;
        };
    }
}
