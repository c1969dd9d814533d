package dev.millrace.store.outbox;

import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.publish.Publisher;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Publishes what lies in the outbox and deletes it once it is acknowledged. Any number of instances
 * may run: each takes rows that no other holds, and of each key only the oldest, so that a key's
 * announcements keep their order whoever publishes them. It never reads on from a last id: an id
 * may become visible after a higher one.
 */
public final class OutboxRelay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    /** For rows of instances that died before they published them. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);
    private static final int BATCH = 200;

    private static final Map<String, Topic<?>> TOPICS =
            Topics.all().stream().collect(Collectors.toMap(Topic::name, Function.identity()));

    private record Row(
            long id,
            String topic,
            String key,
            @Nullable ByteBuffer value,
            @Nullable String trace) {}

    private record Sent(Row row, CompletableFuture<Position> acknowledged) {}

    private final JdbcClient database;
    private final TransactionOperations transaction;
    private final Log log;
    private final Semaphore nudges = new Semaphore(0);
    private volatile boolean closing;
    private @Nullable Thread thread;

    public OutboxRelay(JdbcClient database, TransactionOperations transaction, Log log) {
        this.database = database;
        this.transaction = transaction;
        this.log = log;
    }

    /** Whether the service has the table at all: not every one announces something. */
    public boolean hasTable() {
        return database.sql("select to_regclass('outbox') is not null")
                .query(Boolean.class)
                .single();
    }

    public synchronized void start() {
        closing = false;
        thread = Thread.ofVirtual().name("outbox-relay").start(this::run);
    }

    /** Something was committed: look now. */
    public void nudge() {
        nudges.release();
    }

    /** Publishes what is already there, for at most 4 s, and stops. */
    @Override
    public synchronized void close() {
        Thread running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        closing = true;
        nudge();
        try {
            if (!running.join(CLOSE_LIMIT)) {
                running.interrupt(); // It ends with its producer; its rows stay.
            }
        } catch (InterruptedException e) {
            running.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean failing = false;
        try {
            while (true) {
                boolean last = closing;
                nudges.drainPermits();
                try {
                    while (relay() > 0 && !Thread.interrupted()) {
                        failing = false;
                    }
                } catch (RuntimeException e) {
                    if (!failing) {
                        LOG.warn("Announcements wait in the outbox: {}", reason(e));
                    }
                    failing = true;
                }
                if (last) {
                    return;
                }
                nudges.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round; the number of rows that are done with. */
    private int relay() {
        Integer done = transaction.execute(_ -> publish(take()));
        return done == null ? 0 : done;
    }

    private List<Row> take() {
        return database.sql(
                        """
                        select id, topic, key, value, trace from outbox o
                        where broken is null
                          and not exists (
                            select 1 from outbox earlier
                            where earlier.topic = o.topic and earlier.key = o.key
                              and earlier.id < o.id and earlier.broken is null)
                        order by id limit :batch
                        for update skip locked
                        """)
                .param("batch", BATCH)
                .query(
                        (row, _) ->
                                new Row(
                                        row.getLong("id"),
                                        Objects.requireNonNull(row.getString("topic")),
                                        Objects.requireNonNull(row.getString("key")),
                                        bytes(row.getBytes("value")),
                                        row.getString("trace")))
                .list();
    }

    private static @Nullable ByteBuffer bytes(byte @Nullable [] value) {
        return value == null ? null : ByteBuffer.wrap(value);
    }

    private int publish(List<Row> rows) {
        List<Sent> sent = new ArrayList<>(rows.size());
        List<Long> done = new ArrayList<>(rows.size());
        for (Row row : rows) {
            try (var _ = TraceParent.context(row.trace()).makeCurrent()) {
                sent.add(new Sent(row, send(row)));
            } catch (RuntimeException e) {
                setAside(row, e);
            }
        }
        @Nullable CompletionException failure = null;
        for (Sent each : sent) {
            try {
                each.acknowledged().join();
                done.add(each.row().id());
            } catch (CompletionException e) {
                if (e.getCause() instanceof Publisher.TooLarge tooLarge) {
                    setAside(each.row(), tooLarge);
                } else {
                    failure = e;
                }
            }
        }
        if (!done.isEmpty()) {
            database.sql("delete from outbox where id in (:ids)").param("ids", done).update();
        }
        if (failure != null && done.isEmpty()) {
            throw failure;
        }
        return rows.size();
    }

    private CompletableFuture<Position> send(Row row) {
        Topic<?> topic = TOPICS.get(row.topic());
        if (topic == null) {
            throw new IllegalArgumentException("no such topic");
        }
        Publisher publisher = log.publisher(Pace.INTERACTIVE);
        return row.value() == null
                ? publisher.withdraw(topic, row.key())
                : publish(publisher, topic, row.key(), row.value().array());
    }

    private <V extends SpecificRecord> CompletableFuture<Position> publish(
            Publisher publisher, Topic<V> topic, String key, byte[] value) {
        return publisher.publish(topic, key, log.decode(topic, value));
    }

    /** It would fail for ever and hold up its key: an operator has to look at it. */
    private void setAside(Row row, RuntimeException cause) {
        LOG.error(
                "Announcement {} for {} can never be published ({})",
                row.id(),
                row.topic(),
                cause.getClass().getSimpleName());
        database.sql("update outbox set broken = :why where id = :id")
                .param("why", cause.getClass().getName())
                .param("id", row.id())
                .update();
    }

    private static String reason(RuntimeException e) {
        return e instanceof CompletionException && e.getCause() != null
                ? String.valueOf(e.getCause().getMessage())
                : e.getClass().getSimpleName();
    }
}
