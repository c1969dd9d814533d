package dev.millrace.log;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.ledger.LedgerHandler;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.reply.Replies;
import dev.millrace.log.stage.StageHandler;
import dev.millrace.log.view.ReadModel;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;

/** A service's access to the log. The parts it makes are started and closed by the service. */
public interface Log extends AutoCloseable {

    Publisher publisher(Pace pace);

    /**
     * Slow work: each record on a virtual thread.
     *
     * @param group short name of the work; the consumer group is {@code <service>.<group>}
     */
    <V extends SpecificRecord> LogPart ledger(
            String group, Topic<V> topic, LedgerHandler<V> handler);

    /**
     * Fast work, in order. A consumer of its own for each call: call it once for each lane.
     *
     * @param pace how long a fetch may wait to gather records: projections nobody waits for are
     *     cheaper at {@code BULK}
     */
    <V extends SpecificRecord> LogPart stage(
            String group, Topic<V> topic, Pace pace, StageHandler<V> handler);

    <V extends SpecificRecord> ReadModel readModel(Topic<V> topic, ReadModel.Changes<V> changes);

    /** The reply client of this instance; one for each service instance that waits. */
    Replies replies();

    LogReader reader();

    /**
     * Trims what every group has finished with and is old enough (rule 12). One is enough for a
     * cluster; several do no harm.
     *
     * @param hours how long topics kept for hours keep a finished record
     * @param replayWindow how long topics kept for replays do
     */
    LogPart janitor(Duration hours, Duration replayWindow);

    /** A record's bytes as they lie on the log, for a store that publishes it later. */
    byte[] encode(SpecificRecord record);

    /**
     * Reads back what {@link #encode} wrote, in this build's schema.
     *
     * @throws dev.millrace.log.wire.UnreadableRecord when the bytes are no record of {@code topic}
     */
    <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes);

    /** Closes producers after what they hold is written; parts must be closed before. */
    @Override
    void close();
}
