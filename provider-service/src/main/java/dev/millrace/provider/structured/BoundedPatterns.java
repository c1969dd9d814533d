package dev.millrace.provider.structured;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Java's regular expressions, which stop after a number of steps: a caller's pattern may backtrack
 * for ever.
 */
final class BoundedPatterns implements RegularExpressionFactory {

    /** Characters looked at for one string, a second or so. */
    private static final long MOST_STEPS = 20_000_000;

    @Override
    public RegularExpression getRegularExpression(String regex) {
        Pattern pattern = pattern(regex);
        return text -> found(pattern, text);
    }

    private static boolean found(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Counted(text, 0, text.length(), new Steps())).find();
        } catch (StackOverflowError _) {
            // Java matches a repeated group by calling itself.
            throw new TooMuch();
        }
    }

    static boolean isPattern(String regex) {
        try {
            var _ = pattern(regex);
            return true;
        } catch (PatternSyntaxException _) {
            return false;
        }
    }

    /** As the validator itself reads ECMA's expressions. */
    private static Pattern pattern(String regex) {
        return Pattern.compile(
                RegularExpressions.replaceLongformCharacterProperties(
                        RegularExpressions.replaceDollarAnchors(regex)));
    }

    /** More steps than a pattern may take. */
    static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuch() {
            super("a pattern takes too long", null, false, false);
        }
    }

    private static final class Steps {
        private long taken;

        void take() {
            if (++taken > MOST_STEPS) {
                throw new TooMuch();
            }
        }
    }

    /** A text that counts how often it is looked at. */
    private record Counted(String text, int from, int to, Steps steps) implements CharSequence {

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            steps.take();
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text, from + start, from + end, steps);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }
}
