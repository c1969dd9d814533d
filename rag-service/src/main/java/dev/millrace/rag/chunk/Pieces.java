package dev.millrace.rag.chunk;

import java.util.Arrays;

/**
 * A stretch of text in pieces of at most some dozen characters, each a word (or a part of a long
 * one) with the space before it. Without gaps; two numbers each, because a document has millions.
 */
final class Pieces {

    private static final int SENTENCE = 1;
    private static final int WORD = 2;
    private static final int BLANK = 4;
    private static final int TOKENS = 3;

    /** As long as that a piece of ASCII, of anything else, or of nothing but space may be. */
    private static final int LONGEST_ASCII = 16;

    /** 24 bytes of UTF-8, and as many before it, never make more tokens than the least chunk. */
    private static final int LONGEST = 8;

    private static final String WESTERN_ENDS = ".!?…";
    private static final String CHINESE_ENDS = "。！？；｡";
    private static final String CLOSERS = "\"')]}»”’」』】）》〉";
    private static final String BLOCKS = "-*+|#>";

    private enum Before {
        NOTHING,
        WESTERN_END,
        CHINESE_END
    }

    private final String text;
    private final int start;
    private final int end;
    private int[] ends = new int[64];
    private int[] marks = new int[64];
    private int size;

    private Pieces(String text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
    }

    static Pieces of(String text, int start, int end) {
        Pieces pieces = new Pieces(text, start, end);
        pieces.cut();
        return pieces;
    }

    static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    int size() {
        return size;
    }

    int start(int piece) {
        return piece == 0 ? start : ends[piece - 1];
    }

    int end(int piece) {
        return ends[piece];
    }

    int tokens(int piece) {
        return marks[piece] >>> TOKENS;
    }

    boolean beginsSentence(int piece) {
        return (marks[piece] & SENTENCE) != 0;
    }

    /** False for a part of a word that is not its first. */
    boolean beginsWord(int piece) {
        return (marks[piece] & WORD) != 0;
    }

    boolean isBlank(int piece) {
        return (marks[piece] & BLANK) != 0;
    }

    private void cut() {
        int at = start;
        Before before = Before.CHINESE_END;
        while (at < end) {
            int word = at;
            while (word < end && isBlank(text.charAt(word))) {
                word++;
            }
            boolean breaks = word > at && breaksSentence(at, word);
            int space = at;
            while (word - space > LONGEST || (word == end && space < end)) {
                int to = Math.min(end, space + LONGEST);
                add(to, WORD | BLANK, 1);
                space = to;
            }
            if (word == end) {
                return;
            }
            boolean sentence =
                    breaks
                            || before == Before.CHINESE_END
                            || (before == Before.WESTERN_END
                                    && word > at
                                    && !Character.isLowerCase(text.charAt(word)));
            boolean continues =
                    word == at
                            && at > start
                            && isLetter(text.codePointBefore(at))
                            && isLetter(text.codePointAt(at));
            int to = pieceEnd(word);
            add(
                    to,
                    (sentence ? SENTENCE : 0) | (continues ? 0 : WORD),
                    Tokens.count(text.substring(space, to)));
            before = endOf(word, to, before);
            at = to;
        }
    }

    /** A blank line, or a line that begins a block, ends what stood before without a full stop. */
    private boolean breaksSentence(int from, int word) {
        int lines = 0;
        for (int i = from; i < word && lines < 2; i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && (i + 1 == word || text.charAt(i + 1) != '\n'))) {
                lines++;
            }
        }
        if (lines != 1 || word >= end) {
            return lines > 1;
        }
        char first = text.charAt(word);
        boolean spaceAfter = word + 1 < end && isBlank(text.charAt(word + 1));
        boolean block = BLOCKS.indexOf(first) >= 0 && (spaceAfter || first == '|' || first == '#');
        return block || (first >= '0' && first <= '9' && isNumbered(word));
    }

    private boolean isNumbered(int word) {
        int at = word;
        while (at < end && at - word < 4 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at + 1 < end
                && (text.charAt(at) == '.' || text.charAt(at) == ')')
                && isBlank(text.charAt(at + 1));
    }

    private int pieceEnd(int from) {
        int first = text.codePointAt(from);
        boolean letters = isLetter(first);
        boolean chinese = isWithoutSpaces(first);
        int at = from;
        boolean ended = false;
        while (at < end) {
            int c = text.codePointAt(at);
            int to = at + Character.charCount(c);
            int longest = c < 0x80 ? LONGEST_ASCII : LONGEST;
            if (to > end
                    || (at > from && to - from > longest)
                    || (c < 0x80 && at > from && text.charAt(at - 1) >= 0x80 && to - from > LONGEST)
                    || isBlank(text.charAt(at))) {
                break;
            }
            if (letters) {
                if (!isLetter(c) || isWithoutSpaces(c) != chinese) {
                    break;
                }
            } else {
                if (isLetter(c)) {
                    break;
                }
                boolean ends = CHINESE_ENDS.indexOf(c) >= 0;
                if (ended && !ends && CLOSERS.indexOf(c) < 0) {
                    break;
                }
                ended |= ends;
            }
            at = to;
        }
        // Half a pair at the very end of the stretch stands alone.
        return at == from ? from + 1 : at;
    }

    /** How a piece leaves the sentence. */
    private Before endOf(int from, int to, Before before) {
        if (isLetter(text.codePointAt(from))) {
            return Before.NOTHING;
        }
        Before now = Before.NOTHING;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (CHINESE_ENDS.indexOf(c) >= 0) {
                now = Before.CHINESE_END;
            } else if (WESTERN_ENDS.indexOf(c) >= 0) {
                now = c == '.' && i == from && isInitial(i) ? Before.NOTHING : Before.WESTERN_END;
            } else if (CLOSERS.indexOf(c) < 0) {
                now = Before.NOTHING;
            } else if (i == from) {
                now = before;
            }
        }
        return now;
    }

    /** `J. Smith`, `e.g. this`: one letter before the full stop. */
    private boolean isInitial(int stop) {
        return stop - 1 >= start
                && Character.isLetter(text.charAt(stop - 1))
                && text.charAt(stop - 1) < 0x250
                && (stop - 2 < start || !Character.isLetterOrDigit(text.charAt(stop - 2)));
    }

    private static boolean isLetter(int c) {
        return Character.isLetterOrDigit(c)
                || c == '_'
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isWithoutSpaces(int c) {
        return c >= 0x2E80
                && (Character.isIdeographic(c) || (c >= 0x3040 && c <= 0x30FF) || c == 0x3005);
    }

    private void add(int to, int flags, int tokens) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            marks = Arrays.copyOf(marks, size * 2);
        }
        ends[size] = to;
        marks[size] = flags | tokens << TOKENS;
        size++;
    }
}
