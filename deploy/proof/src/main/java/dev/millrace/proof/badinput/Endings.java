package dev.millrace.proof.badinput;

import dev.millrace.proof.checker.RawTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** How requests ended, as it lies on `results`. */
final class Endings {

    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final String bootstrapServers;

    Endings(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * A request's first ending.
     *
     * @param code of its failure; empty without one
     */
    record Ended(String ending, String code, Instant at) {}

    /** By request id. */
    Map<String, Ended> read() {
        Map<String, Ended> endings = new HashMap<>();
        try (RawTopics topics = new RawTopics(bootstrapServers)) {
            for (RawTopics.Raw raw : topics.read("millrace.results")) {
                Object failure = raw.value().get("failure");
                String code =
                        failure instanceof GenericRecord record
                                ? String.valueOf(record.get("code"))
                                : "";
                endings.putIfAbsent(
                        raw.key(),
                        new Ended(
                                String.valueOf(raw.value().get("ending")), code, raw.timestamp()));
            }
        }
        return endings;
    }

    /** Waits until all have ended, as long as patience lasts. */
    Map<String, Ended> await(Collection<String> ids) throws InterruptedException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        Map<String, Ended> endings = read();
        while (!endings.keySet().containsAll(ids) && Instant.now().isBefore(giveUp)) {
            Thread.sleep(500);
            endings = read();
        }
        return endings;
    }

    /** What is wrong with the endings of records of one kind. */
    static List<String> faults(
            BadRecord kind, Map<String, String> places, Map<String, Ended> endings) {
        return places.entrySet().stream()
                .filter(
                        place -> {
                            Ended ended = endings.get(place.getKey());
                            return ended == null || !kind.endsAs(ended);
                        })
                .map(place -> place.getValue() + ": " + endings.get(place.getKey()))
                .toList();
    }
}
