package dev.millrace.provider.structured;

import java.util.List;

/**
 * Takes from the head of a text what a model thought between tags, as it comes: it may hold JSON
 * that is not the answer.
 */
final class LeadingThought {

    private static final List<String> NAMES = List.of("think", "thinking");

    /** More than this before a tag is no tag: what is held back stays small. */
    private static final int MOST_HELD = 1_024;

    private enum State {
        BEFORE,
        INSIDE,
        AFTER
    }

    private State state = State.BEFORE;
    private String held = "";
    private String close = "";

    /** The part of {@code text}, and of what was held back, that belongs to the answer. */
    String accept(String text, StringBuilder thinking) {
        if (state == State.AFTER) {
            return text;
        }
        held += text;
        if (state == State.BEFORE) {
            String begun = held.stripLeading();
            boolean mayBegin = false;
            for (String name : NAMES) {
                String tag = "<" + name + ">";
                if (begun.startsWith(tag)) {
                    close = "</" + name + ">";
                    held = begun.substring(tag.length());
                    state = State.INSIDE;
                    break;
                }
                mayBegin |= tag.startsWith(begun);
            }
            if (state == State.BEFORE) {
                return mayBegin && held.length() <= MOST_HELD ? "" : rest();
            }
        }
        return inside(thinking);
    }

    private String inside(StringBuilder thinking) {
        int end = held.indexOf(close);
        if (end >= 0) {
            thinking.append(held, 0, end);
            held = held.substring(end + close.length());
            return rest();
        }
        // The last characters may be the beginning of the tag.
        int certain = Math.max(0, held.length() - close.length() + 1);
        thinking.append(held, 0, certain);
        held = held.substring(certain);
        return "";
    }

    private String rest() {
        String rest = held;
        held = "";
        state = State.AFTER;
        return rest;
    }

    /** Nothing follows: what was held back is what it is. */
    String finish(StringBuilder thinking) {
        if (state == State.INSIDE) {
            thinking.append(held);
            held = "";
            state = State.AFTER;
        }
        return rest();
    }
}
