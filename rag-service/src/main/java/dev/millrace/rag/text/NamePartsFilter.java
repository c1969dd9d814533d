package dev.millrace.rag.text;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.KeywordAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;
import org.apache.lucene.util.AttributeSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds the words within a name of code: {@code maxRequestSize}, {@code max_request_size} and
 * {@code max.request.size} each stay one term, and are {@code max}, {@code request} and {@code
 * size} besides.
 */
final class NamePartsFilter extends TokenFilter {

    /** Type of a name that has parts. */
    static final String COMPOUND = "<COMPOUND>";

    /** What the filter before cuts off without saying so: 's. */
    private static final int POSSESSIVE = 2;

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final OffsetAttribute offset = addAttribute(OffsetAttribute.class);
    private final PositionIncrementAttribute position =
            addAttribute(PositionIncrementAttribute.class);
    private final KeywordAttribute keyword = addAttribute(KeywordAttribute.class);
    private final TypeAttribute type = addAttribute(TypeAttribute.class);

    private final Deque<Part> parts = new ArrayDeque<>();
    private AttributeSource.@Nullable State whole;

    private record Part(String text, int start, int end) {}

    NamePartsFilter(TokenStream input) {
        super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
        Part part = parts.poll();
        if (part != null) {
            restoreState(whole);
            emit(part);
            position.setPositionIncrement(0);
            return true;
        }
        if (!input.incrementToken()) {
            return false;
        }
        if (isName()) {
            split();
        }
        return true;
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        parts.clear();
        whole = null;
    }

    /** Whether there is anything to split; most words have nothing, and are left at this. */
    private boolean isName() {
        for (int i = 0; i < term.length(); i++) {
            if (isBreak(i) || !inWord(term.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private void split() {
        List<Part> found = found();
        if (found.isEmpty()) {
            return;
        }
        if (found.size() == 1 && !hasMore(found.getFirst())) {
            whole = captureState();
            emit(found.getFirst());
            return;
        }
        whole = captureState();
        parts.addAll(found);
        keyword.setKeyword(true);
        type.setType(COMPOUND);
    }

    /** Its words of at least two characters, not all of them digits. */
    private List<Part> found() {
        List<Part> found = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= term.length(); i++) {
            boolean outside = i == term.length() || !inWord(term.charAt(i));
            if (outside || isBreak(i)) {
                String text = term.subSequence(start, i).toString();
                if (text.length() > 1 && !text.chars().allMatch(Character::isDigit)) {
                    found.add(new Part(text, start, i));
                }
                start = outside ? i + 1 : i;
            }
        }
        return found;
    }

    /** Whether there are letters or digits besides the one part. */
    private boolean hasMore(Part only) {
        for (int i = 0; i < term.length(); i++) {
            boolean outside = i < only.start() || i >= only.end();
            if (outside && inWord(term.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private void emit(Part part) {
        int cut = offset.endOffset() - offset.startOffset() - term.length();
        int start = offset.startOffset();
        term.setEmpty().append(part.text());
        if (cut == 0 || cut == POSSESSIVE) {
            offset.setOffset(start + part.start(), start + part.end());
        }
    }

    /** Before a capital that begins a word: {@code max|Size}, {@code HTTP|Server}. */
    private boolean isBreak(int i) {
        if (i == 0 || i >= term.length() || !Character.isUpperCase(term.charAt(i))) {
            return false;
        }
        char before = term.charAt(i - 1);
        if (Character.isLowerCase(before) || Character.isDigit(before)) {
            return true;
        }
        return Character.isUpperCase(before)
                && i + 1 < term.length()
                && Character.isLowerCase(term.charAt(i + 1));
    }

    private static boolean inWord(char c) {
        return Character.isLetterOrDigit(c)
                || c == '\''
                || Character.isSurrogate(c)
                || Character.getType(c) == Character.NON_SPACING_MARK;
    }
}
