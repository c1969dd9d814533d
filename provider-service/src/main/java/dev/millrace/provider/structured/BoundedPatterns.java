package dev.millrace.provider.structured;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Java's regular expressions, which stop after a number of steps: a caller's pattern may backtrack
 * for ever. It stops without an exception, because the validator would write the pattern into the
 * log.
 */
final class BoundedPatterns implements RegularExpressionFactory {

    /** Whose steps are counted; bound while an answer is checked. */
    private static final ScopedValue<Steps> STEPS = ScopedValue.newInstance();

    /** What the patterns of one check may take together. */
    static final class Steps {

        /** Characters looked at, a second or so. */
        private static final long MOST = 20_000_000;

        private long taken;
        private boolean spent;

        private void take() {
            if (++taken > MOST) {
                throw new TooMuch();
            }
        }

        /** Some pattern was given up, and what it matches is unknown. */
        boolean spent() {
            return spent;
        }

        /** Runs a check that these are counted for. */
        <T> T counting(ScopedValue.CallableOp<T, RuntimeException> check) {
            return ScopedValue.where(STEPS, this).call(check);
        }
    }

    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuch() {
            super("a pattern takes too long", null, false, false);
        }
    }

    @Override
    public RegularExpression getRegularExpression(String regex) {
        Pattern pattern = pattern(regex);
        return text -> found(pattern, text);
    }

    private static boolean found(Pattern pattern, String text) {
        Steps steps = STEPS.orElse(new Steps());
        try {
            return pattern.matcher(new Counted(text, 0, text.length(), steps)).find();
        } catch (TooMuch | StackOverflowError _) {
            // Java matches a repeated group by calling itself.
            steps.spent = true;
            return true;
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
