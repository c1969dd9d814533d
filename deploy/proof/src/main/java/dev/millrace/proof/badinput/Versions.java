package dev.millrace.proof.badinput;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.RawTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records of other schema versions, put on every topic of the road by hand: what can be read is
 * worked on, what may come to be read is waited for, and the rest ends its request.
 */
final class Versions {

    private static final Duration LATE = Duration.ofSeconds(5);

    /** How long a reader waits for a schema (docs/decisions/0003-schemas.md). */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, GenericRecord> models;
    private final Endings endings;
    private final String unique = UUID.randomUUID().toString().substring(0, 8);

    /**
     * Puts records of its own beside those of one request.
     *
     * @param request the id of a finished request that was grounded, so that it lies on every topic
     *     of the road
     */
    Versions(String bootstrapServers, KafkaProducer<String, byte[]> producer, String request) {
        this.bootstrapServers = bootstrapServers;
        this.producer = producer;
        this.endings = new Endings(bootstrapServers);
        this.models = models(request);
    }

    private Map<String, GenericRecord> models(String request) {
        Map<String, GenericRecord> records = new LinkedHashMap<>();
        try (RawTopics topics = new RawTopics(bootstrapServers)) {
            for (String stage : BadInputProof.BY_REQUEST) {
                topics.read("millrace." + stage + ".interactive").stream()
                        .filter(raw -> raw.key().equals(request))
                        .forEach(raw -> records.put(stage, raw.value()));
            }
        }
        return records;
    }

    List<Finding> run() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        findings.add(done(BadRecord.OLDER, put(OtherVersion::older, true)));
        findings.add(done(BadRecord.NEWER, put(newer("known"), true)));
        Instant put = Instant.now();
        Map<String, String> never = put(newer("never"), false);
        Map<String, String> late = put(newer("late"), false);
        Thread.sleep(LATE);
        Set<String> early = endings.read().keySet();
        models.values().forEach(model -> announce(newer("late").apply(model.getSchema())));
        Finding waited = done(BadRecord.LATE, late);
        findings.add(
                new Finding(
                        waited.sentence() + ", and waits for it",
                        waited.seen(),
                        late.keySet().stream().anyMatch(early::contains)
                                ? List.of("one ended before its schema was announced")
                                : waited.faults()));
        findings.add(buried(never, put));
        return findings;
    }

    private UnaryOperator<Schema> newer(String name) {
        return schema -> OtherVersion.newer(schema, name + unique);
    }

    /** Puts one record on each topic of the road; what stands where, by request id. */
    private Map<String, String> put(UnaryOperator<Schema> version, boolean announced) {
        Map<String, String> places = new LinkedHashMap<>();
        models.forEach(
                (stage, model) -> {
                    Schema schema = version.apply(model.getSchema());
                    if (announced) {
                        announce(schema);
                    }
                    for (String lane : List.of("interactive", "bulk")) {
                        String id = UUID.randomUUID().toString();
                        String topic = "millrace." + stage + "." + lane;
                        byte[] record =
                                OtherVersion.write(
                                        model, schema, id, lane.toUpperCase(Locale.ROOT));
                        var _ = producer.send(new ProducerRecord<>(topic, id, record));
                        places.put(id, topic);
                    }
                });
        producer.flush();
        return places;
    }

    private void announce(Schema schema) {
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                "millrace.wire-schemas",
                                OtherVersion.fingerprint(schema),
                                schema.toString().getBytes(UTF_8)));
        producer.flush();
    }

    private Finding done(BadRecord kind, Map<String, String> places) throws InterruptedException {
        Map<String, Endings.Ended> ended = endings.await(places.keySet());
        return finding(kind, places, Endings.faults(kind, places, ended));
    }

    private Finding buried(Map<String, String> never, Instant put) throws InterruptedException {
        Map<String, Endings.Ended> ended = endings.await(never.keySet());
        List<String> faults = new ArrayList<>(Endings.faults(BadRecord.NEVER, never, ended));
        ended.forEach(
                (id, ending) -> {
                    if (never.containsKey(id) && ending.at().isBefore(put.plus(LIMIT))) {
                        faults.add(never.get(id) + " was given up early");
                    }
                });
        try (RawTopics topics = new RawTopics(bootstrapServers)) {
            Set<String> letters =
                    topics.read("millrace.dead-letters").stream()
                            .filter(
                                    raw ->
                                            "undecodable"
                                                    .equals(
                                                            String.valueOf(
                                                                    raw.value().get("code"))))
                            .map(raw -> raw.value().get("topic") + " " + raw.key())
                            .collect(Collectors.toSet());
            never.forEach(
                    (id, topic) -> {
                        if (!letters.contains(topic + " " + id)) {
                            faults.add("no dead letter for " + topic);
                        }
                    });
        }
        return finding(BadRecord.NEVER, never, faults);
    }

    private static Finding finding(
            BadRecord kind, Map<String, String> places, List<String> faults) {
        List<String> all = new ArrayList<>(faults);
        if (places.size() != 2 * BadInputProof.BY_REQUEST.size()) {
            all.add("only " + places.size() + " records could be made");
        }
        return new Finding(kind.sentence(), places.size() + " topics", all);
    }
}
