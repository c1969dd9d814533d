package dev.millrace.provider.health;

import dev.millrace.events.topic.Topic;
import dev.millrace.provider.registry.Providers;
import dev.millrace.store.outbox.Outbox;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.transaction.support.TransactionOperations;

/** A health watch whose announcements are kept in memory. */
public final class HealthTestSupport {

    private HealthTestSupport() {}

    /** Keeps what is announced. */
    static final class MemoryOutbox implements Outbox {

        final List<SpecificRecord> announced = new CopyOnWriteArrayList<>();

        @Override
        public <V extends SpecificRecord> void add(Topic<? super V> topic, String key, V record) {
            announced.add(record);
        }

        @Override
        public void withdraw(Topic<?> topic, String key) {
            throw new UnsupportedOperationException();
        }
    }

    public static ProviderHealthWatch watch(Providers providers) {
        return watch(providers, new MemoryOutbox());
    }

    static ProviderHealthWatch watch(Providers providers, Outbox outbox) {
        return new ProviderHealthWatch(
                providers, outbox, TransactionOperations.withoutTransaction(), Clock.systemUTC());
    }
}
