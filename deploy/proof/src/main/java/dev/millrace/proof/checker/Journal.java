package dev.millrace.proof.checker;

import static java.util.Objects.requireNonNull;

import dev.millrace.proof.checker.RawTopics.Raw;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the log says of every request: when it was accepted, with which nonce, and every ending on
 * `results`.
 *
 * @param requests by request id
 */
public record Journal(Map<String, Entry> requests) {

    private static final Pattern NONCE = Pattern.compile("nonce:([A-Za-z0-9-]+)");

    /** One request in the log. */
    public static final class Entry {
        private final String id;
        private final List<Instant> accepted = new ArrayList<>();
        private final List<End> endings = new ArrayList<>();
        private String nonce;

        Entry(String id, String nonce) {
            this.id = id;
            this.nonce = nonce;
        }

        void accept(Instant at) {
            accepted.add(at);
        }

        static Entry unknown(String id) {
            return new Entry(id, "");
        }

        public String id() {
            return id;
        }

        public boolean isAccepted() {
            return !accepted.isEmpty();
        }

        public Instant acceptedAt() {
            return accepted.getFirst();
        }

        public List<End> endings() {
            return endings;
        }

        public String nonce() {
            return nonce;
        }

        boolean openAt(Instant moment) {
            return isAccepted()
                    && acceptedAt().isBefore(moment)
                    && (endings.isEmpty() || endings.getFirst().at().isAfter(moment));
        }
    }

    /** An ending as it lies on `results`. */
    public record End(Instant at, String ending, String attempt, String text) {}

    /** Reads both request topics and `results`. */
    public static Journal read(RawTopics topics) {
        Map<String, Entry> requests = new LinkedHashMap<>();
        for (String lane : List.of("interactive", "bulk")) {
            for (Raw raw : topics.read("millrace.requests." + lane)) {
                Entry entry = requests.computeIfAbsent(raw.key(), Entry::unknown);
                entry.accept(raw.timestamp());
                Matcher nonce = NONCE.matcher(content(raw.value().get("body")));
                if (nonce.find()) {
                    entry.nonce = requireNonNull(nonce.group(1));
                }
            }
        }
        JsonMapper json = JsonMapper.builder().build();
        for (Raw raw : topics.read("millrace.results")) {
            GenericRecord completion = (GenericRecord) raw.value().get("completion");
            String text = "";
            if (completion != null) {
                String output = content(completion.get("output"));
                text =
                        output.isEmpty()
                                ? ""
                                : json.readTree(output)
                                        .path(0)
                                        .path("message")
                                        .path("content")
                                        .asString("");
            }
            requests.computeIfAbsent(raw.key(), Entry::unknown)
                    .endings
                    .add(
                            new End(
                                    raw.timestamp(),
                                    String.valueOf(raw.value().get("ending")),
                                    String.valueOf(raw.value().get("attemptId")),
                                    text));
        }
        return new Journal(requests);
    }

    /** A content field: the first byte 0 says that the rest is clear. */
    private static String content(@Nullable Object field) {
        if (!(field instanceof ByteBuffer buffer) || !buffer.hasRemaining()) {
            return "";
        }
        ByteBuffer view = buffer.duplicate();
        if (view.get() != 0) {
            return "";
        }
        return StandardCharsets.UTF_8.decode(view).toString();
    }
}
