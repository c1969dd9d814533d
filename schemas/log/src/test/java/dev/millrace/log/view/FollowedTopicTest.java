package dev.millrace.log.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.RequestAccepted;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.sample.Samples;
import dev.millrace.log.sample.TestLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestLog.FATAL_LOCK)
class FollowedTopicTest {

    @Test
    void aViewHoldsTheNewestOfEachKeyOfEveryPartitionAndSkipsWhatIsNoRecord() throws Exception {
        Topic<RequestAccepted> topic = TestLog.requests(3);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Map<String, RequestAccepted> view = new ConcurrentHashMap<>();
        try (KafkaLog gateway = TestLog.open(Service.API_GATEWAY);
                KafkaLog router =
                        KafkaLog.open(TestLog.settings(Service.ROUTER), TestLog.TRACES, registry);
                var vandal = TestLog.vandal();
                ReadModel model =
                        router.readModel(
                                topic,
                                (key, value) -> {
                                    if (key.equals("thrower")) {
                                        throw new IllegalStateException();
                                    }
                                    if (value == null) {
                                        view.remove(key);
                                    } else {
                                        view.put(key, value);
                                    }
                                })) {
            for (int i = 0; i < 30; i++) {
                publish(gateway, topic, "k" + i);
            }
            vandal.send(new ProducerRecord<>(topic.name(), 1, bytes("bad"), bytes("no record")))
                    .get();
            vandal.send(new ProducerRecord<>(topic.name(), 1, null, bytes("no key"))).get();
            assertThat(model.ready()).isFalse();
            model.start();
            await().until(model::ready);
            assertThat(view).hasSize(30);
            assertThat(model.lag()).isZero();
            assertThat(model.name()).isEqualTo(topic.name());

            publish(gateway, topic, "thrower");
            publish(gateway, topic, "late");
            vandal.send(new ProducerRecord<>(topic.name(), bytes("k7"), null)).get();
            await().until(() -> view.containsKey("late") && !view.containsKey("k7"));
            await().untilAsserted(
                            () ->
                                    assertThat(
                                                    registry.counter(
                                                                    "millrace.log.skipped",
                                                                    "topic",
                                                                    topic.name())
                                                            .count())
                                            .isEqualTo(3));
            await().atMost(Duration.ofSeconds(5)).until(() -> model.lag().isZero());
        }
        assertThat(TestLog.FATAL).isEmpty();
    }

    private static void publish(KafkaLog gateway, Topic<RequestAccepted> topic, String key) {
        gateway.publisher(Pace.INTERACTIVE).publish(topic, key, Samples.accepted(key)).join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
