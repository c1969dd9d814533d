package dev.millrace.log.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SharedProducerTest {

    private final String cluster = UUID.randomUUID().toString();
    private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();

    @Test
    void theLastShareClosesTheProducer() {
        SharedProducer first = share(Pace.INTERACTIVE, "one");
        SharedProducer second = share(Pace.INTERACTIVE, "one");
        assertThat(first.get()).isSameAs(second.get());

        first.close();
        first.close();
        assertThat(made.getFirst().closed()).isFalse();
        assertThat(second.get()).isSameAs(made.getFirst());

        second.close();
        assertThat(made.getFirst().closed()).isTrue();
    }

    @Test
    void aClosedShareRefusesWhileOthersGoOn() {
        SharedProducer first = share(Pace.INTERACTIVE, "one");
        try (SharedProducer second = share(Pace.INTERACTIVE, "one")) {
            first.close();
            assertThatThrownBy(first::get).isInstanceOf(IllegalStateException.class);
            assertThat(second.get()).isNotNull();
        }
    }

    @Test
    void lanesAndIdentitiesShareNone() {
        try (SharedProducer interactive = share(Pace.INTERACTIVE, "one");
                SharedProducer bulk = share(Pace.BULK, "one");
                SharedProducer other = share(Pace.INTERACTIVE, "two")) {
            assertThat(List.of(interactive.get(), bulk.get(), other.get())).doesNotHaveDuplicates();
        }
    }

    @Test
    void afterTheLastCloseAnotherIsMade() {
        share(Pace.BULK, "one").close();
        try (SharedProducer again = share(Pace.BULK, "one")) {
            assertThat(again.get()).isSameAs(made.getLast());
            assertThat(made).hasSize(2);
        }
    }

    private SharedProducer share(Pace pace, String user) {
        return SharedProducer.of(
                new SharedProducer.Key(cluster, Map.of("sasl.user", user), pace), this::make);
    }

    private Producer<byte[], byte[]> make() {
        var producer =
                new MockProducer<>(
                        true, null, new ByteArraySerializer(), new ByteArraySerializer());
        made.add(producer);
        return producer;
    }
}
