package dev.millrace.rag.chunk;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the headings of a Markdown text (CommonMark 0.31, sections 4.2, 4.3 and 4.5): ATX and
 * setext headings, not within fenced code or front matter. One pass over the lines.
 */
final class Markdown {

    private static final int DEEPEST = 6;
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_FRONT_MATTER = 200;

    /** Headings without a text of their own make no chunk, so sections may outnumber chunks. */
    private static final int SECTIONS_PER_CHUNK = 6;

    private final String text;
    private final int most;
    private final List<Section> sections = new ArrayList<>();
    private final @Nullable String[] titles = new String[DEEPEST + 1];

    /** The section under way. */
    private int start;

    private int level;
    private boolean filled;
    private List<String> headings = List.of();

    /** The paragraph under way, which an underline would make a heading. */
    private int paragraph = -1;

    private boolean filledBefore;

    private char fence;
    private int fenceLength;

    private Markdown(String text, int most) {
        this.text = text;
        this.most = most;
    }

    /** The sections of a text, which together hold all of it that is not blank. */
    static List<Section> sections(String text, int mostChunks) throws TooManyChunks {
        return new Markdown(text, mostChunks).read();
    }

    /** Whether a text without a declared type is better read as Markdown. */
    static boolean isLikely(String beginning) {
        int at = 0;
        while (at < beginning.length()) {
            int end = lineEnd(beginning, at);
            if (levelOf(beginning, at, end) > 0 || fenceOf(beginning, at, end) > 0) {
                return true;
            }
            at = next(beginning, end);
        }
        return false;
    }

    private List<Section> read() throws TooManyChunks {
        int at = frontMatter();
        filled = at > 0;
        while (at < text.length()) {
            int end = lineEnd(text, at);
            line(at, end);
            at = next(text, end);
        }
        close(text.length());
        return sections;
    }

    private void line(int from, int to) throws TooManyChunks {
        if (fenceLength > 0) {
            filled = true;
            if (closesFence(from, to)) {
                fenceLength = 0;
            }
            return;
        }
        int first = indented(text, from, to);
        if (first == to || isBlank(from, to)) {
            paragraph = -1;
            return;
        }
        int found = levelOf(text, from, to);
        if (found > 0) {
            heading(found, from, first + found, to);
            return;
        }
        int opened = fenceOf(text, from, to);
        if (opened > 0) {
            fence = text.charAt(first);
            fenceLength = opened;
            filled = true;
            paragraph = -1;
            return;
        }
        int underline = paragraph < 0 ? 0 : underline(first, to);
        if (underline > 0) {
            filled = filledBefore;
            heading(underline, paragraph, paragraph, from);
            return;
        }
        if (first - from > 3 || isBlock(first, to)) {
            // Code, a list, a quotation: an underline below it is none.
            paragraph = first - from > 3 && paragraph >= 0 ? paragraph : -1;
        } else if (paragraph < 0) {
            paragraph = from;
            filledBefore = filled;
        }
        filled = true;
    }

    private void heading(int newLevel, int from, int titleFrom, int titleTo) throws TooManyChunks {
        paragraph = -1;
        // A heading that has nothing but smaller headings below it is read with the first of these.
        boolean joins = level > 0 && !filled && newLevel > level;
        if (!joins) {
            close(from);
            start = from;
        }
        level = newLevel;
        filled = false;
        titles[newLevel] = title(titleFrom, titleTo);
        List<String> path = new ArrayList<>();
        for (int i = 1; i <= DEEPEST; i++) {
            if (i > newLevel) {
                titles[i] = null;
            }
            String title = titles[i];
            if (title != null && !title.isEmpty()) {
                path.add(title);
            }
        }
        headings = List.copyOf(path);
    }

    private void close(int end) throws TooManyChunks {
        if (filled || level > 0) {
            sections.add(new Section(headings, start, end));
            if (sections.size() > (long) SECTIONS_PER_CHUNK * most) {
                throw new TooManyChunks(most);
            }
        }
    }

    private String title(int from, int to) {
        int end = to;
        while (end > from && isSpace(text.charAt(end - 1))) {
            end--;
        }
        int hashes = end;
        while (hashes > from && text.charAt(hashes - 1) == '#') {
            hashes--;
        }
        if (hashes == from || isSpace(text.charAt(hashes - 1))) {
            end = hashes;
        }
        int begin = from;
        while (begin < end && isSpace(text.charAt(begin))) {
            begin++;
        }
        end = Math.min(end, begin + LONGEST_TITLE);
        if (end > begin && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end).strip().replaceAll("[\\s\\p{Cc}]+", " ");
    }

    /** Where the text begins after front matter; 0 without. */
    private int frontMatter() {
        int end = lineEnd(text, 0);
        if (!isFrontMark(0, end, '-')) {
            return 0;
        }
        int at = next(text, end);
        for (int lines = 0; at < text.length() && lines < LONGEST_FRONT_MATTER; lines++) {
            end = lineEnd(text, at);
            if (isFrontMark(at, end, '-') || isFrontMark(at, end, '.')) {
                return next(text, end);
            }
            at = next(text, end);
        }
        return 0;
    }

    private boolean isFrontMark(int from, int to, char mark) {
        return to - from >= 3
                && text.charAt(from) == mark
                && text.charAt(from + 1) == mark
                && text.charAt(from + 2) == mark
                && isBlank(from + 3, to);
    }

    private boolean closesFence(int from, int to) {
        int at = indented(text, from, to);
        int marks = at;
        while (marks < to && text.charAt(marks) == fence) {
            marks++;
        }
        return at - from <= 3 && marks - at >= fenceLength && isBlank(marks, to);
    }

    /** Level of the setext underline that a line is; 0 when it is none. */
    private int underline(int first, int to) {
        char mark = text.charAt(first);
        if (mark != '=' && mark != '-') {
            return 0;
        }
        int at = first;
        while (at < to && text.charAt(at) == mark) {
            at++;
        }
        return isBlank(at, to) ? (mark == '=' ? 1 : 2) : 0;
    }

    /** Whether a line begins a list, a quotation or a table. */
    private boolean isBlock(int first, int to) {
        char c = text.charAt(first);
        if (c == '>' || c == '|') {
            return true;
        }
        if (c == '-' || c == '*' || c == '+') {
            return first + 1 == to || isSpace(text.charAt(first + 1));
        }
        int at = first;
        while (at < to && at - first < 9 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > first
                && at < to
                && (text.charAt(at) == '.' || text.charAt(at) == ')')
                && (at + 1 == to || isSpace(text.charAt(at + 1)));
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Pieces.isBlank(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Level of the ATX heading that a line is; 0 when it is none. */
    private static int levelOf(String text, int from, int to) {
        int first = indented(text, from, to);
        int at = first;
        while (at < to && at - first <= DEEPEST && text.charAt(at) == '#') {
            at++;
        }
        int found = at - first;
        return first - from <= 3
                        && found >= 1
                        && found <= DEEPEST
                        && (at == to || isSpace(text.charAt(at)))
                ? found
                : 0;
    }

    /** Marks of the code fence that a line opens; 0 when it opens none. */
    private static int fenceOf(String text, int from, int to) {
        int first = indented(text, from, to);
        if (first == to || first - from > 3) {
            return 0;
        }
        char mark = text.charAt(first);
        if (mark != '`' && mark != '~') {
            return 0;
        }
        int at = first;
        while (at < to && text.charAt(at) == mark) {
            at++;
        }
        int info = mark == '`' ? text.indexOf('`', at) : -1;
        return at - first >= 3 && (info < 0 || info >= to) ? at - first : 0;
    }

    /** The first place of a line that is no space; one past three more than a heading bears. */
    private static int indented(String text, int from, int to) {
        int at = from;
        while (at < to && at - from < 4 && text.charAt(at) == ' ') {
            at++;
        }
        return at < to && text.charAt(at) == '\t' ? Math.min(to, from + 4) : at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static int lineEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    private static int next(String text, int lineEnd) {
        boolean two =
                lineEnd + 1 < text.length()
                        && text.charAt(lineEnd) == '\r'
                        && text.charAt(lineEnd + 1) == '\n';
        return lineEnd + (two ? 2 : 1);
    }
}
