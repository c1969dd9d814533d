package dev.millrace.provider.structured;

/** Finds comments between the parts of a JSON text, in C's, C++'s and Python's manner. */
final class Comments {

    /** What a character is. */
    enum Kind {
        NONE,
        INSIDE,
        /** A slash that begins none. */
        NO_COMMENT
    }

    private enum State {
        OUTSIDE,
        SLASH,
        LINE,
        BLOCK,
        BLOCK_STAR
    }

    private State state = State.OUTSIDE;

    /** Takes a character when a comment has begun. */
    Kind accept(char c) {
        switch (state) {
            case OUTSIDE -> {
                return Kind.NONE;
            }
            case SLASH -> {
                if (c != '/' && c != '*') {
                    return Kind.NO_COMMENT;
                }
                state = c == '/' ? State.LINE : State.BLOCK;
            }
            case LINE -> state = c == '\n' || c == '\r' ? State.OUTSIDE : State.LINE;
            case BLOCK -> state = c == '*' ? State.BLOCK_STAR : State.BLOCK;
            case BLOCK_STAR -> {
                boolean star = c == '*';
                state = c == '/' ? State.OUTSIDE : star ? State.BLOCK_STAR : State.BLOCK;
            }
        }
        return Kind.INSIDE;
    }

    /** True when {@code c}, outside of one, begins one. */
    boolean begins(char c) {
        if (c == '/') {
            state = State.SLASH;
        } else if (c == '#') {
            state = State.LINE;
        }
        return state != State.OUTSIDE;
    }

    /** Whether what comes next is no comment; one that goes to the end of its line may end here. */
    boolean isOutside() {
        return state == State.OUTSIDE || state == State.LINE;
    }
}
