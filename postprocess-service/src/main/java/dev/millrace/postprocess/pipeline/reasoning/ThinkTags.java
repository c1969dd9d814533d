package dev.millrace.postprocess.pipeline.reasoning;

import java.util.List;

/** Splits the text of one choice, as it comes, into thinking and answer. */
final class ThinkTags {

    private static final List<String> NAMES = List.of("think", "thinking");

    /** More white space than this before a block makes it text: what is held back stays small. */
    private static final int MOST_SPACE = 1024;

    private enum State {
        /** Nothing but white space and blocks so far. */
        BETWEEN,
        INSIDE,
        ANSWER
    }

    private State state = State.BETWEEN;
    private String held = "";
    private String close = "";
    private boolean foundBlock;
    private boolean unclosed;

    void accept(String text, StringBuilder thinking, StringBuilder answer) {
        String rest = held + text;
        held = "";
        while (!rest.isEmpty()) {
            rest =
                    switch (state) {
                        case BETWEEN -> between(rest, thinking);
                        case INSIDE -> inside(rest, thinking);
                        case ANSWER -> {
                            answer.append(rest);
                            yield "";
                        }
                    };
        }
    }

    /** Nothing follows: what was held back is what it is. */
    void finish(StringBuilder thinking, StringBuilder answer) {
        switch (state) {
            case BETWEEN -> answer.append(foundBlock ? held.stripLeading() : held);
            case INSIDE -> {
                thinking.append(held);
                unclosed = true;
            }
            case ANSWER -> {}
        }
        held = "";
        state = State.ANSWER;
    }

    boolean foundBlock() {
        return foundBlock;
    }

    boolean unclosed() {
        return unclosed;
    }

    private String between(String rest, StringBuilder thinking) {
        int start = 0;
        while (start < rest.length() && Character.isWhitespace(rest.charAt(start))) {
            start++;
        }
        if (start <= MOST_SPACE) {
            for (String name : NAMES) {
                String open = "<" + name + ">";
                if (rest.startsWith(open, start)) {
                    if (foundBlock) {
                        thinking.append('\n');
                    }
                    foundBlock = true;
                    close = "</" + name + ">";
                    state = State.INSIDE;
                    return rest.substring(start + open.length());
                }
                if (open.startsWith(rest.substring(start))) {
                    held = rest;
                    return "";
                }
            }
        }
        state = State.ANSWER;
        return foundBlock ? rest.substring(start) : rest;
    }

    private String inside(String rest, StringBuilder thinking) {
        int end = rest.indexOf(close);
        if (end >= 0) {
            thinking.append(rest, 0, end);
            state = State.BETWEEN;
            return rest.substring(end + close.length());
        }
        int keep = Math.min(rest.length(), close.length() - 1);
        while (!close.startsWith(rest.substring(rest.length() - keep))) {
            keep--;
        }
        thinking.append(rest, 0, rest.length() - keep);
        held = rest.substring(rest.length() - keep);
        return "";
    }
}
