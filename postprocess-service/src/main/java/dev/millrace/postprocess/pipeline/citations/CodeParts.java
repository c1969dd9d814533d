package dev.millrace.postprocess.pipeline.citations;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a Markdown text is code: between fences, and between two runs of backticks of one length
 * within a paragraph. In linear time.
 */
final class CodeParts {

    private final String text;
    private final BitSet code;

    /** Backticks outside of fences. */
    private record Run(int at, int length, int paragraph) {}

    private CodeParts(String text) {
        this.text = text;
        this.code = new BitSet(text.length());
    }

    /** The places of its characters that are code. */
    static BitSet of(String text) {
        CodeParts parts = new CodeParts(text);
        parts.inline(parts.fences());
        return parts.code;
    }

    /** Marks what is fenced; returns the backticks of the rest. */
    private List<Run> fences() {
        List<Run> runs = new ArrayList<>();
        int paragraph = 0;
        int opened = 0;
        char fence = '`';
        int at = 0;
        while (at < text.length()) {
            int newline = text.indexOf('\n', at);
            int end = newline < 0 ? text.length() : newline + 1;
            int first = indented(at, end);
            char sign = first < end ? text.charAt(first) : ' ';
            int length = sign == '`' || sign == '~' ? run(first, end) : 0;
            if (opened > 0) {
                code.set(at, end);
                if (sign == fence
                        && length >= opened
                        && text.substring(first + length, end).isBlank()) {
                    opened = 0;
                    paragraph++;
                }
            } else if (length >= 3
                    && !(sign == '`' && text.substring(first + length, end).contains("`"))) {
                opened = length;
                fence = sign;
                code.set(at, end);
            } else if (text.substring(at, end).isBlank()) {
                paragraph++;
            } else {
                backticks(at, end, paragraph, runs);
            }
            at = end;
        }
        return runs;
    }

    private int indented(int from, int to) {
        int at = from;
        while (at < to && at < from + 3 && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private int run(int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) == text.charAt(from)) {
            at++;
        }
        return at - from;
    }

    private void backticks(int from, int to, int paragraph, List<Run> runs) {
        int at = from;
        while (at < to) {
            if (text.charAt(at) == '`') {
                Run run = new Run(at, run(at, to), paragraph);
                runs.add(run);
                at += run.length();
            } else {
                at++;
            }
        }
    }

    private void inline(List<Run> runs) {
        int[] same = new int[runs.size()];
        Map<Integer, Integer> latest = new HashMap<>();
        for (int i = runs.size() - 1; i >= 0; i--) {
            Integer next = latest.put(runs.get(i).length(), i);
            same[i] = next == null ? -1 : next;
        }
        int i = 0;
        while (i < runs.size()) {
            Run open = runs.get(i);
            int closing = same[i];
            if (closing > 0 && runs.get(closing).paragraph() == open.paragraph()) {
                Run close = runs.get(closing);
                code.set(open.at(), close.at() + close.length());
                i = closing + 1;
            } else {
                i++;
            }
        }
    }
}
