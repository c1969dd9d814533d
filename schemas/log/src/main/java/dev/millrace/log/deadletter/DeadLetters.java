package dev.millrace.log.deadletter;

import dev.millrace.events.DeadLetter;
import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Keyed;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.consume.RecordReader;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.wire.Decoded;
import dev.millrace.log.wire.WireDecoder;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buries records nobody could work on, and ends the requests they belonged to: a buried record must
 * not leave its caller waiting. Thread-safe.
 */
public final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int KEPT = 64 * 1024;

    /** A request id has 36 characters, a derived one few more; a longer key is none. */
    private static final int LONGEST_ID = 128;

    /** Names of owners are at most half as long; a longer one was put there by hand. */
    private static final int LONGEST_NAME = 256;

    private static final Owner NOBODY = new Owner("default", "default", "default");

    private final Function<Pace, Publisher> publishers;
    private final Service service;
    private final WireDecoder decoder;
    private final MeterRegistry registry;
    private final Clock clock;

    public DeadLetters(
            Function<Pace, Publisher> publishers,
            Service service,
            WireDecoder decoder,
            MeterRegistry registry,
            Clock clock) {
        this.publishers = publishers;
        this.service = service;
        this.decoder = decoder;
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Buries {@code record}. The future completes when the letter, and the ending of the request
     * where there is one, are acknowledged: only then the record's offset may be committed. Burying
     * twice gives the same letter.
     *
     * @param group the full name of the consumer group that gives up
     * @param code the public failure code: {@code undecodable}, {@code poison}, ...
     * @param cause what went wrong, null when it ended the process; its text is kept nowhere
     */
    public CompletableFuture<?> bury(
            ConsumerRecord<byte[], byte[]> record,
            Topic<?> topic,
            String group,
            String code,
            @Nullable Throwable cause) {
        Optional<SpecificRecord> value = read(record, topic);
        Optional<RequestHead> head = value.flatMap(Buried::head);
        Owner owner = value.flatMap(Buried::owner).filter(DeadLetters::possible).orElse(NOBODY);
        Lane lane = topic.name().endsWith(".interactive") ? Lane.INTERACTIVE : Lane.BULK;
        Publisher publisher =
                publishers.apply(lane == Lane.INTERACTIVE ? Pace.INTERACTIVE : Pace.BULK);
        Instant now = clock.instant();
        String key = RecordReader.key(record);
        LOG.warn(
                "Burying {} {} {} of group {} as {}: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                group,
                code,
                Buried.place(cause));
        CompletableFuture<?> letter =
                publisher.publish(
                        Topics.DEAD_LETTERS, key, letter(record, owner, group, code, cause, now));
        CompletableFuture<?> ending =
                endsRequest(topic, key)
                        ? end(publisher, ending(key, owner, lane, head, code, now))
                        : CompletableFuture.allOf();
        return CompletableFuture.allOf(letter, ending)
                .thenRun(
                        () ->
                                registry.counter(
                                                "millrace.log.buried",
                                                "topic",
                                                topic.name(),
                                                "group",
                                                group,
                                                "code",
                                                code)
                                        .increment());
    }

    /**
     * A burial that does not fit would be tried for ever, and its partition would stand still: the
     * head of a record that was itself as large as one can be is left out.
     */
    private static CompletableFuture<?> end(Publisher publisher, OutcomeReached outcome) {
        Topic<SpecificRecord> outcomes = Topics.OUTCOMES.of(outcome.getLane());
        String key = outcome.getRequestId();
        return publisher
                .publish(outcomes, key, outcome)
                .exceptionallyCompose(
                        failure ->
                                isTooLarge(failure) && outcome.getHead().isPresent()
                                        ? publisher.publish(
                                                outcomes,
                                                key,
                                                OutcomeReached.newBuilder(outcome)
                                                        .setHead(null)
                                                        .build())
                                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof Publisher.TooLarge
                || (failure instanceof CompletionException
                        && failure.getCause() instanceof Publisher.TooLarge);
    }

    private static boolean possible(Owner owner) {
        return Stream.of(owner.getTenant(), owner.getTeam(), owner.getUser())
                .allMatch(name -> name.length() <= LONGEST_NAME);
    }

    /** Results and replies come after a request's end; they cannot end it again. */
    private static boolean endsRequest(Topic<?> topic, String key) {
        return topic.keyed() == Keyed.REQUEST
                && !topic.equals(Topics.RESULTS)
                && !topic.equals(Topics.REPLIES)
                && !key.isEmpty()
                && key.length() <= LONGEST_ID;
    }

    private Optional<SpecificRecord> read(ConsumerRecord<byte[], byte[]> record, Topic<?> topic) {
        Decoded<? extends SpecificRecord> decoded = decoder.decode(record.value(), topic);
        return decoded instanceof Decoded.Ready<? extends SpecificRecord> ready
                ? Optional.of(ready.record())
                : Optional.empty();
    }

    private static DeadLetter letter(
            ConsumerRecord<byte[], byte[]> record,
            Owner owner,
            String group,
            String code,
            @Nullable Throwable cause,
            Instant now) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        String place =
                record.topic() + '/' + record.partition() + '/' + record.offset() + '/' + group;
        return DeadLetter.newBuilder()
                .setDeadLetterId(
                        UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString())
                .setOwner(owner)
                .setTopic(record.topic())
                .setPartition(record.partition())
                .setOffset(record.offset())
                .setGroup(group)
                .setCode(code)
                .setCause(Buried.place(cause))
                .setSize(value.length)
                .setHead(Content.clear(Arrays.copyOf(value, Math.min(value.length, KEPT))))
                .setBuriedAt(now)
                .build();
    }

    private OutcomeReached ending(
            String requestId,
            Owner owner,
            Lane lane,
            Optional<RequestHead> head,
            String code,
            Instant now) {
        OutcomeReached.Builder outcome =
                OutcomeReached.newBuilder()
                        .setRequestId(requestId)
                        .setOwner(owner)
                        .setLane(lane)
                        .setEnding(Ending.FAILED)
                        .setReachedAt(now)
                        .setDecidedBy(service.id())
                        .setFailure(Failure.newBuilder().setCode(code).build());
        head.ifPresent(outcome::setHead);
        return outcome.build();
    }
}
