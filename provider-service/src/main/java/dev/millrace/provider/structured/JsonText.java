package dev.millrace.provider.structured;

import dev.millrace.provider.attempt.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON in what a model writes, however it comes in pieces: thinking between tags is set apart,
 * words and fences around the value are left out, the value is mended. What has been let through is
 * always the beginning of a JSON value. Not thread-safe.
 */
final class JsonText {

    /** Brackets that are tried as the value's beginning: prose has them too. */
    private static final int MOST_BEGINNINGS = 32;

    private static final String SPACE = " \t\n\r";

    /** One value and nothing behind it. */
    private static final JsonMapper WHOLE =
            Json.MAPPER.rebuild().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Root root;
    private final boolean live;
    private final LeadingThought thought = new LeadingThought();
    private final StringBuilder raw = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private final StringBuilder shown = new StringBuilder();
    private @Nullable Mending mending;
    private int begin = -1;
    private int sought;
    private int read;
    private int tried;
    private boolean ended;
    private boolean committed;
    private boolean whole;
    private boolean changed;
    private boolean leftOpen;
    private String begun = "";
    private String unfinished = "";

    /**
     * @param live parts are let through as soon as they are likely the value's; else only at the
     *     end, and the best beginning is found
     */
    JsonText(Root root, boolean live) {
        this.root = root;
        this.live = live;
    }

    /** The value that a whole text is. */
    static JsonText of(Root root, String text) {
        JsonText json = new JsonText(root, false);
        var _ = json.accept(text);
        var _ = json.finish();
        return json;
    }

    /**
     * What may be passed on.
     *
     * @param json continues what was let through before
     * @param thinking what stood between tags before the answer
     */
    record Part(String json, String thinking) {}

    Part accept(String delta) {
        StringBuilder thinking = new StringBuilder();
        raw.append(thought.accept(delta, thinking));
        int before = shown.length();
        if (live) {
            advance();
        }
        return part(before, thinking);
    }

    private Part part(int before, StringBuilder thinking) {
        thoughts.append(thinking);
        return new Part(shown.substring(before), thinking.toString());
    }

    /** The end of what the model writes: lets the rest through, if there is a value. */
    Part finish() {
        StringBuilder thinking = new StringBuilder();
        raw.append(thought.finish(thinking));
        int before = shown.length();
        begun = shown.toString();
        unfinished = notLetThrough(raw.toString());
        ended = true;
        if (!committed && parsed(raw.toString()) != null) {
            shown.append(raw);
            whole = true;
        } else {
            end();
        }
        return part(before, thinking);
    }

    private String notLetThrough(String text) {
        if (text.startsWith(begun)) {
            return text.substring(begun.length());
        }
        Mending now = mending;
        return now == null ? "" : now.pending();
    }

    private void end() {
        while (true) {
            advance();
            Mending now = mending;
            if (now == null) {
                return;
            }
            if (now.finish()) {
                commit(now);
                whole = true;
                leftOpen = now.leftOpen();
                tail();
                return;
            }
            if (committed) {
                drain(now);
                return;
            }
            mending = null;
        }
    }

    /** Space behind the value belongs to the text; anything else does not. */
    private void tail() {
        if (isSpace(read, raw.length())) {
            shown.append(raw, read, raw.length());
        } else {
            changed = true;
        }
    }

    private void advance() {
        while (true) {
            if (mending == null && !find()) {
                return;
            }
            Mending now = mending;
            if (now == null) {
                return;
            }
            while (read < raw.length() && !now.done() && !now.gaveUp()) {
                now.accept(raw.charAt(read));
                read++;
            }
            boolean trusted = live && now.firm() && root.beginsWith(raw.charAt(begin));
            if (committed || (trusted && !now.gaveUp())) {
                commit(now);
                return;
            }
            if (!now.gaveUp()) {
                return;
            }
            mending = null;
        }
    }

    /** The next bracket with which the value may begin. */
    private boolean find() {
        if (tried == MOST_BEGINNINGS) {
            return false;
        }
        if (begin < 0) {
            while (sought < raw.length() && isSpace(sought, sought + 1)) {
                sought++;
            }
            if (sought == raw.length()) {
                return false;
            }
            char first = raw.charAt(sought);
            if (first == '"' && !ended) {
                // A value that is a string may hold brackets.
                return false;
            }
            begin = sought;
            if (Root.ANY.beginsWith(first)) {
                return from(sought);
            }
        }
        while (sought < raw.length()) {
            if (root.beginsWith(raw.charAt(sought))) {
                return from(sought);
            }
            sought++;
        }
        return false;
    }

    private boolean from(int bracket) {
        begin = bracket;
        read = bracket;
        sought = bracket + 1;
        tried++;
        mending = new Mending();
        return true;
    }

    private void commit(Mending now) {
        if (!committed) {
            committed = true;
            if (isSpace(0, begin)) {
                shown.append(raw, 0, begin);
            } else {
                changed = true;
            }
        }
        drain(now);
    }

    private void drain(Mending now) {
        changed |= now.changed();
        shown.append(now.out());
        now.out().setLength(0);
    }

    private boolean isSpace(int from, int to) {
        for (int i = from; i < to; i++) {
            if (SPACE.indexOf(raw.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** What was let through: a whole value after the end if {@link #value()} says so. */
    String shown() {
        return shown.toString();
    }

    /** The text where it counts as it is: what was let through before the end, and what came. */
    String asItIs() {
        return begun + unfinished;
    }

    /** What of that was not let through before the end. */
    String unfinished() {
        return unfinished;
    }

    /** The text of the value; empty when there is none. */
    Optional<String> text() {
        return whole && value() != null ? Optional.of(shown()) : Optional.empty();
    }

    /** The value; null when there is none. */
    @Nullable JsonNode value() {
        return whole ? parsed(shown.toString()) : null;
    }

    /** What stood between tags before the answer. */
    String thoughts() {
        return thoughts.toString();
    }

    /** The value had to be closed: more of it may have been to come. */
    boolean leftOpen() {
        return leftOpen;
    }

    /** The value's text is not what the model wrote. */
    boolean changed() {
        return changed;
    }

    /** Null when the text is no JSON, or more than one value. */
    private static @Nullable JsonNode parsed(String text) {
        try {
            JsonNode node = WHOLE.readTree(text);
            return node == null || node.isMissingNode() ? null : node;
        } catch (JacksonException _) {
            return null;
        }
    }
}
