package dev.millrace.log.wire;

import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The schemas this process can read by: its own build's, and what it learned from `wire-schemas`.
 * Thread-safe. What others announce counts only when its fingerprint, computed anew, is the one it
 * is announced under.
 */
public final class KnownSchemas {

    /** Our largest schema has a tenth of this; a larger text is not worth parsing. */
    private static final int LARGEST_TEXT = 256 * 1024;

    private final Map<String, Class<? extends SpecificRecord>> types = new HashMap<>();
    private final Map<Long, Schema> own = new HashMap<>();
    private final ConcurrentHashMap<Long, Schema> learned = new ConcurrentHashMap<>();

    public KnownSchemas() {
        for (Topic<? extends SpecificRecord> topic : Topics.all()) {
            for (Class<? extends SpecificRecord> type : topic.records()) {
                Schema schema = SpecificData.get().getSchema(type);
                types.put(schema.getFullName(), type);
                own.put(Fingerprint.of(schema), schema);
            }
        }
    }

    Optional<Schema> find(long fingerprint) {
        Schema schema = own.get(fingerprint);
        return Optional.ofNullable(schema != null ? schema : learned.get(fingerprint));
    }

    public boolean knows(long fingerprint) {
        return find(fingerprint).isPresent();
    }

    /** This build's schemas, as records of `wire-schemas`. */
    Map<String, String> announcements() {
        Map<String, String> texts = new HashMap<>();
        own.forEach(
                (fingerprint, schema) ->
                        texts.put(Fingerprint.text(fingerprint), schema.toString()));
        return texts;
    }

    @Nullable Class<? extends SpecificRecord> type(String fullName) {
        return types.get(fullName);
    }

    /**
     * Takes a record of `wire-schemas`.
     *
     * @return whether it counts: false for a text that is no schema, or not the one its key names
     */
    boolean learn(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null || value == null || value.length > LARGEST_TEXT) {
            return false;
        }
        OptionalLong announced = Fingerprint.parse(new String(key, StandardCharsets.UTF_8));
        if (announced.isEmpty()) {
            return false;
        }
        try {
            Schema schema = new Schema.Parser().parse(new String(value, StandardCharsets.UTF_8));
            if (schema.getType() != Schema.Type.RECORD
                    || Fingerprint.of(schema) != announced.getAsLong()) {
                return false;
            }
            learned.putIfAbsent(announced.getAsLong(), schema);
            return true;
        } catch (RuntimeException | StackOverflowError e) {
            return false;
        }
    }
}
