package dev.millrace.postprocess.pipeline.citations;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What marks stand for: the words of their sentence before them, since the marks before; where
 * these are fewer than three that say something, those of the whole sentence. Marks may stand
 * before or behind the sentence's full stop.
 */
final class Claim {

    /** A sentence is looked at this far to each side. */
    private static final int FAR = 2_000;

    private static final int FEW = 3;

    /** Of the words that say something, how many the passage must have. */
    private static final double SHARE = 0.3;

    private static final Pattern MARK = Pattern.compile("[\\[【] *\\d[\\d ,，、;；]{0,200}[\\]】]");
    private static final String STOPS = ".!?。！？";
    private static final String CLOSERS = "\"”’')]*_`»」』";

    private final String text;

    private Claim(String text) {
        this.text = text;
    }

    /**
     * The words that say something.
     *
     * @param before where the marks before these end, 0 when there are none
     */
    static Set<String> of(String text, Marks marks, int before) {
        Claim claim = new Claim(text);
        int end = claim.end(marks.start());
        int begin = claim.begin(end);
        Set<String> terms = claim.terms(Math.max(begin, Math.min(before, end)), end);
        return terms.size() >= FEW ? terms : claim.terms(begin, claim.stop(marks.end()));
    }

    /** Whether a passage has enough of them: three of ten, and two unless there is only one. */
    static boolean isSupported(Set<String> claim, Set<String> passage) {
        Set<String> shared = new HashSet<>(claim);
        shared.retainAll(passage);
        return !claim.isEmpty()
                && shared.size() >= Math.min(2, claim.size())
                && shared.size() >= SHARE * claim.size();
    }

    /** Before blanks, closing quotes and the full stop that marks may stand behind. */
    private int end(int from) {
        int at = from;
        while (at > 0 && Character.isWhitespace(text.charAt(at - 1)) && from - at < FAR) {
            at--;
        }
        while (at > 0 && (CLOSERS + STOPS).indexOf(text.charAt(at - 1)) >= 0 && from - at < FAR) {
            at--;
        }
        return at;
    }

    private int begin(int end) {
        int at = end;
        while (at > 0 && end - at < FAR && !isBoundary(at - 1)) {
            at--;
        }
        return at;
    }

    private int stop(int from) {
        int at = from;
        while (at < text.length() && at - from < FAR && !isBoundary(at)) {
            at++;
        }
        return at;
    }

    private boolean isBoundary(int at) {
        char c = text.charAt(at);
        if (c == '\n' || "。！？".indexOf(c) >= 0) {
            return true;
        }
        if (STOPS.indexOf(c) < 0) {
            return false;
        }
        int next = at + 1;
        while (next < text.length() && CLOSERS.indexOf(text.charAt(next)) >= 0 && next - at < 5) {
            next++;
        }
        return next >= text.length() || Character.isWhitespace(text.charAt(next));
    }

    private Set<String> terms(int from, int to) {
        return Terms.of(MARK.matcher(text.substring(from, to)).replaceAll(" "));
    }
}
