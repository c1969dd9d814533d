package dev.millrace.postprocess.pipeline.citations;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The marks in a text: {@code [1]}, {@code [1, 2]}, {@code [1][2]}, {@code 【1】}, outside of code.
 *
 * @param start of the first of marks that stand together
 * @param end behind the last of them
 * @param numbers in their order
 */
record Marks(int start, int end, List<Integer> numbers) {

    /** No passage has a number of more digits. */
    private static final int MOST_DIGITS = 4;

    static List<Marks> in(String text, BitSet code) {
        List<Marks> found = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            Marks mark = code.get(at) ? null : at(text, at);
            if (mark == null) {
                at++;
                continue;
            }
            Marks before = found.isEmpty() ? null : found.getLast();
            if (before != null && touch(text, before.end(), mark.start())) {
                // The list is grown in place: copied for each mark, a row of many would cost its
                // square.
                before.numbers().addAll(mark.numbers());
                mark = new Marks(before.start(), mark.end(), before.numbers());
                found.set(found.size() - 1, mark);
            } else {
                found.add(mark);
            }
            at = mark.end();
        }
        return found;
    }

    /** Nothing but blanks and commas of one line between them. */
    private static boolean touch(String text, int from, int to) {
        if (to - from > 3) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (" ,，、".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Marks at(String text, int start) {
        char open = text.charAt(start);
        if (open != '[' && open != '【') {
            return null;
        }
        char close = open == '[' ? ']' : '】';
        List<Integer> numbers = new ArrayList<>();
        int at = start + 1;
        while (true) {
            at = blanks(text, at);
            int digits = at;
            while (digits < text.length() && isDigit(text.charAt(digits))) {
                digits++;
            }
            if (digits == at || digits - at > MOST_DIGITS) {
                return null;
            }
            numbers.add(Integer.parseInt(text.substring(at, digits)));
            at = blanks(text, digits);
            if (at >= text.length()) {
                return null;
            }
            char next = text.charAt(at);
            if (next == close) {
                return new Marks(start, at + 1, numbers);
            }
            if (",，、;；".indexOf(next) < 0) {
                return null;
            }
            at++;
        }
    }

    private static int blanks(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
