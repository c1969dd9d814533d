package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.Reasoning;
import dev.millrace.provider.protocol.Request;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A chat completion request on its way to a vendor: the caller's own members, which keep their
 * bytes, and what a {@link Dialect} changes of them. A member that is null counts as absent. Not
 * thread-safe.
 */
public final class Draft {

    private final ChatCall call;
    private final RequestBody body;
    private final Reasoning reasoning;
    private final Map<String, JsonNode> read = new HashMap<>();
    private final Map<String, byte[]> set = new LinkedHashMap<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final Set<String> without = new HashSet<>();
    private final NavigableSet<String> dropped = new TreeSet<>();
    private byte @Nullable [] messages;
    private @Nullable History history;
    private boolean buffered;

    Draft(ChatCall call) {
        this.call = call;
        this.body = call.body();
        this.reasoning = Reasoning.of(body);
        without.addAll(Request.OURS);
        without.add("reasoning");
        reasoning.unknown().forEach(dropped::add);
    }

    /** The vendor's own name of the model. */
    public String model() {
        return call.model();
    }

    public Reasoning reasoning() {
        return reasoning;
    }

    /** The caller or the dialect has put something there. */
    public boolean has(String name) {
        return set.containsKey(name) || isGiven(name);
    }

    private boolean isGiven(String name) {
        return !without.contains(name) && body.has(name) && !body.is(name, "null");
    }

    /** The member as it is now; missing when there is none. */
    public JsonNode value(String name) {
        byte[] own = set.get(name);
        if (own != null) {
            return Json.MAPPER.readTree(own);
        }
        if (without.contains(name)) {
            return Json.MAPPER.missingNode();
        }
        JsonNode seen = read.get(name);
        if (seen != null) {
            return seen;
        }
        byte[] json = body.value(name).orElse(null);
        JsonNode given = json == null ? null : Json.MAPPER.readTree(json);
        JsonNode value = given == null || given.isNull() ? Json.MAPPER.missingNode() : given;
        read.put(name, value);
        return value;
    }

    /** The text of a member; empty when it is absent or something else. */
    public String text(String name) {
        return value(name).asString("");
    }

    public void set(String name, String text) {
        set.put(name, Json.string(text));
    }

    public void set(String name, boolean value) {
        set.put(name, Boolean.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    public void set(String name, JsonNode value) {
        set.put(name, Json.bytes(value));
    }

    public void set(String name, int value) {
        set.put(name, Integer.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    /** The same value under another name; where both are given, one of them goes. */
    public void rename(String name, String vendors) {
        if (isGiven(name)) {
            if (isGiven(vendors)) {
                // What the caller calls it in the newer way is what is meant.
                without.add(vendors);
            }
            renamed.put(name, vendors);
        }
    }

    /** Without these, and nothing is lost. */
    public void leaveOut(String... names) {
        for (String name : names) {
            set.remove(name);
            without.add(name);
        }
    }

    /** Without these, which the vendor does not take. */
    public void drop(String... names) {
        for (String name : names) {
            if (has(name)) {
                dropped.add(name);
            }
            leaveOut(name);
        }
    }

    /** What is named here is not done, or not as it was asked. */
    public void note(String name) {
        dropped.add(name);
    }

    /** Asks for a stream even for a plain answer, because the model gives no other. */
    public void buffer() {
        buffered = true;
    }

    /** The caller gets its answer in pieces. */
    public boolean isStreamed() {
        return call.stream();
    }

    /** A text stands somewhere in the messages: cheaper than to read them. */
    public boolean mentions(String text) {
        byte[] within = messages;
        if (within == null) {
            within = body.value("messages").orElse(new byte[0]);
            messages = within;
        }
        return contains(within, text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean contains(byte[] within, byte[] sought) {
        for (int i = 0; i <= within.length - sought.length; i++) {
            int at = 0;
            while (at < sought.length && within[i + at] == sought[at]) {
                at++;
            }
            if (at == sought.length) {
                return true;
            }
        }
        return false;
    }

    /** Without what another vendor signed: it means nothing here, and strict servers refuse it. */
    public void withoutForeignThoughts() {
        if (mentions("\"thinking_blocks\"")) {
            history().without("thinking_blocks");
        }
        if (mentions("\"reasoning_items\"")) {
            history().without("reasoning_items");
        }
        if (mentions("\"extra_content\"")) {
            history().without("extra_content");
            history().callsWithout("extra_content");
        }
    }

    /** The messages, to be read and changed. */
    public History history() {
        History known = history;
        if (known == null) {
            known = new History(value("messages").deepCopy());
            history = known;
        }
        return known;
    }

    Request request(String path, boolean streamUsage) {
        set("model", model());
        if (call.stream() || buffered) {
            set("stream", true);
            if (streamUsage) {
                set("stream_options", StreamOptions.withUsage(value("stream_options")));
            }
        }
        for (String name : new String[] {"stream", "stream_options"}) {
            without.add(name);
        }
        if (history != null && history.changed()) {
            set("messages", history.messages());
        }
        return new Request(
                path, body.rewritten(set, renamed, without), dropped, buffered && !call.stream());
    }
}
