package dev.millrace.provider.structured;

/**
 * Makes JSON of what a model meant as JSON, character by character: what it has written so far is
 * always the beginning of a JSON value, and valid JSON passes as it is. It mends quotes, commas
 * before a closing bracket, comments, raw control characters and false escapes in strings, names
 * without quotes, Python's literals, {@code NaN}, and at the end what was left open. It never makes
 * up a value: where one is missing or unclear it gives up. Not thread-safe.
 */
final class Mending {

    /** As deep as the parser of this service reads. */
    static final int DEEPEST = 500;

    private enum State {
        /** A value must come. */
        VALUE,
        /** A value, or the end of a list. */
        ITEM,
        /** A name, or the end of an object. */
        NAME,
        BARE_NAME,
        COLON,
        TEXT,
        SCALAR,
        /** Behind a value within a list or an object. */
        BEHIND,
        DONE,
        GIVEN_UP
    }

    private final StringBuilder out = new StringBuilder();
    private final StringBuilder open = new StringBuilder();
    private final Comments comments = new Comments();

    /** Space and commas that are only written when something follows. */
    private final StringBuilder held = new StringBuilder();

    private final StringBuilder scalar = new StringBuilder();
    private Texts text = new Texts('"');
    private State state = State.VALUE;
    private boolean name;
    private boolean firm;
    private boolean changed;
    private boolean leftOpen;

    /** Takes the next character; what stands behind the value is not taken. */
    void accept(char c) {
        switch (state) {
            case TEXT -> text(c);
            case DONE, GIVEN_UP -> {
                // Nothing changes that any more.
            }
            default -> outside(c);
        }
    }

    private void outside(char c) {
        switch (comments.accept(c)) {
            case NONE -> bare(c);
            case INSIDE -> changed = true;
            case NO_COMMENT -> state = State.GIVEN_UP;
        }
    }

    private void bare(char c) {
        if (state == State.SCALAR) {
            if (Scalars.isPart(c)) {
                scalar.append(c);
                state = scalar.length() > Scalars.LONGEST ? State.GIVEN_UP : State.SCALAR;
                return;
            }
            endScalar();
        } else if (state == State.BARE_NAME) {
            if (Scalars.isNameStart(c) || c == '-' || Character.isDigit(c)) {
                out.append(c);
                return;
            }
            out.append('"');
            state = State.COLON;
        }
        if (comments.begins(c)) {
            return;
        }
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            held.append(c);
        } else if (Character.isWhitespace(c) || c == '\u00a0' || c == '\ufeff') {
            changed = true;
        } else {
            significant(c);
        }
    }

    private void significant(char c) {
        if (c == '`' && (state == State.BEHIND || held.indexOf(",") >= 0)) {
            // The fence around it ends before its brackets do.
            var _ = finish();
            return;
        }
        switch (state) {
            case VALUE -> value(c);
            case ITEM -> {
                if (c == ']') {
                    close(c);
                } else {
                    value(c);
                }
            }
            case NAME -> name(c);
            case COLON -> {
                if (c == ':') {
                    write(c);
                    firm = true;
                    state = State.VALUE;
                } else {
                    state = State.GIVEN_UP;
                }
            }
            case BEHIND -> behind(c);
            default -> {
                // Ended on the way here.
            }
        }
    }

    private void value(char c) {
        if (c == '{' || c == '[') {
            if (open.length() == DEEPEST) {
                state = State.GIVEN_UP;
                return;
            }
            write(c);
            open.append(c);
            state = c == '{' ? State.NAME : State.ITEM;
        } else if (Texts.isQuote(c)) {
            begin(c, false);
        } else if (Scalars.isPart(c)) {
            scalar.setLength(0);
            scalar.append(c);
            state = State.SCALAR;
        } else {
            state = State.GIVEN_UP;
        }
    }

    private void name(char c) {
        if (c == '}') {
            close(c);
        } else if (Texts.isQuote(c)) {
            begin(c, true);
        } else if (Scalars.isNameStart(c)) {
            write('"');
            out.append(c);
            changed = true;
            state = State.BARE_NAME;
        } else {
            state = State.GIVEN_UP;
        }
    }

    private void begin(char quote, boolean asName) {
        write('"');
        text = new Texts(quote);
        changed |= quote != '"';
        name = asName;
        state = State.TEXT;
    }

    private void text(char c) {
        if (text.accept(c, out)) {
            changed |= text.changed();
            out.append('"');
            if (name) {
                state = State.COLON;
            } else {
                endValue();
            }
        }
    }

    private void endScalar() {
        String json = Scalars.json(scalar.toString());
        if (json == null) {
            state = State.GIVEN_UP;
            return;
        }
        changed |= !json.contentEquals(scalar);
        scalar.setLength(0);
        flush();
        out.append(json);
        endValue();
    }

    private void endValue() {
        state = open.isEmpty() ? State.DONE : State.BEHIND;
        firm |= open.isEmpty();
    }

    private void behind(char c) {
        if (c == ',') {
            // Not yet: it may stand before a bracket.
            held.append(c);
            firm = true;
            state = top() == '{' ? State.NAME : State.ITEM;
        } else if (c == '}' || c == ']') {
            close(c);
        } else {
            state = State.GIVEN_UP;
        }
    }

    private void close(char c) {
        if (top() != (c == '}' ? '{' : '[')) {
            state = State.GIVEN_UP;
            return;
        }
        dropComma();
        write(c);
        open.setLength(open.length() - 1);
        endValue();
    }

    private void dropComma() {
        int comma = held.indexOf(",");
        if (comma >= 0) {
            held.deleteCharAt(comma);
            changed = true;
        }
    }

    private char top() {
        return open.charAt(open.length() - 1);
    }

    private void write(char c) {
        flush();
        out.append(c);
    }

    private void flush() {
        out.append(held);
        held.setLength(0);
    }

    /** Nothing follows: closes what is open. True when what is written is a JSON value. */
    boolean finish() {
        leftOpen = !done();
        if (state == State.SCALAR) {
            endScalar();
        }
        if (state == State.TEXT && !name) {
            out.append('"');
            changed = true;
            endValue();
        }
        boolean closable =
                state == State.BEHIND
                        || (!open.isEmpty() && (state == State.ITEM || state == State.NAME));
        if (closable && comments.isOutside()) {
            held.setLength(0);
            for (int i = open.length() - 1; i >= 0; i--) {
                out.append(open.charAt(i) == '{' ? '}' : ']');
            }
            open.setLength(0);
            changed = true;
            state = State.DONE;
        }
        return state == State.DONE;
    }

    /** What is written so far, for whoever takes it to empty. */
    StringBuilder out() {
        return out;
    }

    /** What came and is not written yet. */
    String pending() {
        return held.toString() + scalar + text.pending();
    }

    /** The value is whole. */
    boolean done() {
        return state == State.DONE;
    }

    boolean gaveUp() {
        return state == State.GIVEN_UP;
    }

    /** It has seen what prose seldom has: a colon behind a name, a comma behind a value, an end. */
    boolean firm() {
        return firm;
    }

    /** The end came before the value's, or where that cannot be seen. */
    boolean leftOpen() {
        return leftOpen;
    }

    /** What is written differs from what came. */
    boolean changed() {
        return changed;
    }
}
