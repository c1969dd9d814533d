package dev.millrace.log;

import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.consume.RecordReader;
import dev.millrace.log.deadletter.DeadLetters;
import dev.millrace.log.ledger.LedgerConsumer;
import dev.millrace.log.ledger.LedgerHandler;
import dev.millrace.log.ledger.SuspectTurn;
import dev.millrace.log.publish.KafkaPublisher;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.publish.PublishMeters;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.publish.SharedProducer;
import dev.millrace.log.reply.KafkaReplies;
import dev.millrace.log.reply.Replies;
import dev.millrace.log.stage.StageConsumer;
import dev.millrace.log.stage.StageHandler;
import dev.millrace.log.topic.Janitor;
import dev.millrace.log.topic.TopicSetup;
import dev.millrace.log.trace.Spans;
import dev.millrace.log.trace.TraceHeaders;
import dev.millrace.log.view.FollowedTopic;
import dev.millrace.log.view.ReadModel;
import dev.millrace.log.wire.Decoded;
import dev.millrace.log.wire.KnownSchemas;
import dev.millrace.log.wire.UnknownSchemas;
import dev.millrace.log.wire.UnreadableRecord;
import dev.millrace.log.wire.WireDecoder;
import dev.millrace.log.wire.WireEncoder;
import dev.millrace.log.wire.WireSchemas;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Log} over Kafka. */
public final class KafkaLog implements Log {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaLog.class);
    private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(60);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private final LogContext context;
    private final SuspectTurn suspectTurn = new SuspectTurn();
    private final WireEncoder encoder = new WireEncoder();
    private final WireDecoder decoder;
    private final TraceHeaders traces;
    private final KafkaLogReader reader;
    private final Map<Pace, KafkaPublisher> publishers = new EnumMap<>(Pace.class);

    private KafkaLog(
            LogSettings settings,
            OpenTelemetry openTelemetry,
            MeterRegistry registry,
            Clock clock) {
        KafkaClients clients = new KafkaClients(settings);
        new TopicSetup(clients, settings, CLUSTER_PATIENCE).run();
        KnownSchemas known = new KnownSchemas();
        WireSchemas schemas = new WireSchemas(clients, known);
        schemas.announce();

        this.decoder = new WireDecoder(known);
        this.traces = new TraceHeaders(openTelemetry.getPropagators().getTextMapPropagator());
        this.context =
                new LogContext(
                        settings,
                        clients,
                        new RecordReader(
                                decoder,
                                new UnknownSchemas(known, schemas::loadInBackground, clock),
                                traces),
                        new DeadLetters(
                                this::publisher, settings.service(), decoder, registry, clock),
                        new Spans(openTelemetry),
                        registry,
                        clock);
        this.reader = new KafkaLogReader(context);
    }

    /**
     * Connects: waits up to a minute for the cluster, brings the topics into the state of the table
     * and announces this build's schemas.
     *
     * @throws org.apache.kafka.common.KafkaException with a sentence for the operator when that
     *     cannot be done
     */
    public static KafkaLog open(
            LogSettings settings, OpenTelemetry openTelemetry, MeterRegistry registry) {
        return open(settings, openTelemetry, registry, Clock.systemUTC());
    }

    /** {@link #open(LogSettings, OpenTelemetry, MeterRegistry)} by another clock. */
    public static KafkaLog open(
            LogSettings settings,
            OpenTelemetry openTelemetry,
            MeterRegistry registry,
            Clock clock) {
        return new KafkaLog(settings, openTelemetry, registry, clock);
    }

    @Override
    public Publisher publisher(Pace pace) {
        synchronized (publishers) {
            return publishers.computeIfAbsent(pace, this::newPublisher);
        }
    }

    private KafkaPublisher newPublisher(Pace pace) {
        KafkaPublisher publisher =
                new KafkaPublisher(
                        SharedProducer.of(
                                new SharedProducer.Key(
                                        context.settings().bootstrapServers(),
                                        context.settings().security(),
                                        pace),
                                () -> context.clients().producer(pace)),
                        context.settings().service(),
                        encoder,
                        traces,
                        context.spans(),
                        new PublishMeters(context.registry(), pace));
        for (Topic<?> topic : Topics.all()) {
            if (topic.writers().contains(context.settings().service())) {
                try {
                    publisher.warm(topic);
                } catch (TimeoutException e) {
                    LOG.info("{} will be looked up by its first record", topic.name());
                }
            }
        }
        return publisher;
    }

    @Override
    public <V extends SpecificRecord> LogPart ledger(
            String group, Topic<V> topic, LedgerHandler<V> handler) {
        return new LedgerConsumer<>(group, topic, handler, context, suspectTurn);
    }

    @Override
    public <V extends SpecificRecord> LogPart stage(
            String group, Topic<V> topic, Pace pace, StageHandler<V> handler) {
        return new StageConsumer<>(context, group, topic, pace, handler);
    }

    @Override
    public <V extends SpecificRecord> ReadModel readModel(
            Topic<V> topic, ReadModel.Changes<V> changes) {
        return new FollowedTopic<>(context, topic, changes);
    }

    @Override
    public Replies replies() {
        return new KafkaReplies(context);
    }

    @Override
    public LogReader reader() {
        return reader;
    }

    @Override
    public LogPart janitor(Duration hours, Duration replayWindow) {
        return new Janitor(context, hours, replayWindow, BETWEEN_SWEEPS);
    }

    @Override
    public byte[] encode(SpecificRecord record) {
        return encoder.encode(record);
    }

    @Override
    public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes) {
        return switch (decoder.decode(bytes, topic)) {
            case Decoded.Ready<V>(V record) -> record;
            case Decoded.UnknownSchema<V> _ ->
                    throw new UnreadableRecord("The schema of a stored record is not known");
            case Decoded.Unreadable<V> _ ->
                    throw new UnreadableRecord("The stored bytes are no record of " + topic.name());
        };
    }

    @Override
    public void close() {
        synchronized (publishers) {
            publishers.values().forEach(KafkaPublisher::close);
        }
        reader.close();
    }
}
