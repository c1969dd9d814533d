package dev.millrace.standalone.log;

import dev.millrace.events.topic.Topic;
import dev.millrace.log.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads topics outside any group, to the end they have now or for ever. */
final class Tail {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaClients clients;

    Tail(KafkaClients clients) {
        this.clients = clients;
    }

    void read(
            List<? extends Topic<?>> topics,
            From from,
            boolean follow,
            Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try (var consumer = clients.assigned()) {
            var partitions =
                    topics.stream()
                            .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions);
            seek(consumer, from, ends);
            while (follow || behind(consumer, ends)) {
                consumer.poll(POLL).forEach(each);
            }
        }
    }

    private static void seek(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            From from,
            Map<TopicPartition, Long> ends) {
        switch (from) {
            case From.Beginning() -> consumer.seekToBeginning(ends.keySet());
            case From.End() -> consumer.seekToEnd(ends.keySet());
            case From.Offset(long offset) -> {
                var firsts = consumer.beginningOffsets(ends.keySet());
                ends.forEach(
                        (partition, end) ->
                                consumer.seek(
                                        partition,
                                        Math.clamp(
                                                offset, firsts.getOrDefault(partition, 0L), end)));
            }
            case From.Time(var instant) -> {
                var times = new HashMap<TopicPartition, Long>();
                ends.keySet().forEach(partition -> times.put(partition, instant.toEpochMilli()));
                var found = consumer.offsetsForTimes(times);
                ends.forEach(
                        (partition, end) -> {
                            var first = found.get(partition);
                            consumer.seek(partition, first == null ? end : first.offset());
                        });
            }
        }
    }

    private static boolean behind(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }
}
