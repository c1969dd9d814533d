package dev.millrace.standalone.log;

import dev.millrace.events.DeadLetter;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaClients;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.wire.Decoded;
import dev.millrace.log.wire.KnownSchemas;
import dev.millrace.log.wire.WireDecoder;
import dev.millrace.log.wire.WireSchemas;
import dev.millrace.standalone.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The dead letters of a running product that nobody has dealt with yet. */
final class DeadLetterBox {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final TopicPartition PARTITION =
            new TopicPartition(Topics.DEAD_LETTERS.name(), 0);

    private final KafkaClients clients;
    private final Settled settled;
    private final Clock clock;
    private final WireDecoder decoder;

    DeadLetterBox(KafkaClients clients, Settled settled, Clock clock) {
        this.clients = clients;
        this.settled = settled;
        this.clock = clock;
        var known = new KnownSchemas();
        this.decoder = new WireDecoder(known);
        new WireSchemas(clients, known).load();
    }

    /** A letter and where it lies. */
    record Letter(DeadLetter letter, long offset) {}

    /** Open letters, oldest first; a letter written twice counts once. */
    Map<String, Letter> open() {
        var letters = all();
        letters.keySet().removeAll(settled.ids());
        return letters;
    }

    Letter find(String id) {
        var letter = all().get(id);
        if (letter == null) {
            throw new Refusal("There is no dead letter " + id);
        }
        return letter;
    }

    /**
     * Writes the record once more to where it lay, byte for byte, and settles the letter.
     *
     * @throws Refusal when the log no longer has it
     */
    void retry(String id) {
        var letter = find(id).letter();
        var record =
                read(letter)
                        .orElseThrow(
                                () ->
                                        new Refusal(
                                                "The record of dead letter %s is no longer in the log"
                                                        .formatted(id)));
        try (var producer = clients.producer(Pace.BULK)) {
            producer.send(
                            new ProducerRecord<>(
                                    record.topic(),
                                    record.partition(),
                                    record.key(),
                                    record.value(),
                                    record.headers()))
                    .get();
        } catch (ExecutionException e) {
            throw new Refusal("The log did not take the record of dead letter " + id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("Interrupted", e);
        }
        settle("retried", id);
    }

    /** Settles the letter; what it was about stays undone. */
    void drop(String id) {
        find(id);
        settle("dropped", id);
    }

    private void settle(String what, String id) {
        settled.add(what, id, clock.instant());
        trim();
    }

    /** Forgets the beginning of the topic as far as everything there is settled. */
    private void trim() {
        var ids = settled.ids();
        var end = 0L;
        for (var letter : all().values()) {
            if (!ids.contains(letter.letter().getDeadLetterId())) {
                break;
            }
            end = letter.offset() + 1;
        }
        if (end == 0) {
            return;
        }
        try (var admin = clients.admin()) {
            admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(end))).all().get();
        } catch (ExecutionException e) {
            throw new Refusal("The settled letters could not be removed from the log", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Letter> all() {
        var letters = new LinkedHashMap<String, Letter>();
        new Tail(clients)
                .read(
                        List.of(Topics.DEAD_LETTERS),
                        new From.Beginning(),
                        false,
                        record -> {
                            if (decoder.decode(record.value(), Topics.DEAD_LETTERS)
                                    instanceof Decoded.Ready<DeadLetter>(DeadLetter letter)) {
                                letters.putIfAbsent(
                                        letter.getDeadLetterId(),
                                        new Letter(letter, record.offset()));
                            }
                        });
        return letters;
    }

    private Optional<ConsumerRecord<byte[], byte[]>> read(DeadLetter letter) {
        var place = new TopicPartition(letter.getTopic(), letter.getPartition());
        try (var consumer = clients.assigned()) {
            consumer.assign(List.of(place));
            var first = consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L);
            var end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
            if (letter.getOffset() < first || letter.getOffset() >= end) {
                return Optional.empty();
            }
            consumer.seek(place, letter.getOffset());
            for (var record : consumer.poll(PATIENCE).records(place)) {
                // The next one, where compaction has taken this one.
                return record.offset() == letter.getOffset()
                        ? Optional.of(record)
                        : Optional.empty();
            }
            return Optional.empty();
        }
    }
}
