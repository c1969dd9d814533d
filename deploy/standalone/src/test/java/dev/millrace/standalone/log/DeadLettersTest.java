package dev.millrace.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.topic.Topics;
import dev.millrace.standalone.CommandLines;
import dev.millrace.standalone.SharedHouse;
import dev.millrace.standalone.place.RunFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DeadLettersTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SharedHouse house = SharedHouse.get();

    @Test
    void anUndecodableRecordIsListedShownRetriedAndDropped() throws Exception {
        var request = UUID.randomUUID().toString();
        put(request, "no record at all");

        var letter = awaitLetter(request);
        var id = letter.path("deadLetterId").asString();
        assertThat(letter.path("code").asString()).isEqualTo("undecodable");
        assertThat(letter.toString()).doesNotContain("no record at all");
        assertThat(run("show", id, "--content")).contains("no record at all");
        assertThat(run("show", id)).doesNotContain("no record at all");

        assertThat(run("retry", id))
                .contains("retried " + id, "its request had ended when it was buried");

        var again = awaitLetter(request).path("deadLetterId").asString();
        assertThat(again).isNotEqualTo(id);
        assertThat(run("drop", again)).contains("dropped " + again);
        assertThat(letters()).noneMatch(one -> one.path("deadLetterId").asString().equals(again));
    }

    private JsonNode awaitLetter(String request) {
        return await().atMost(PATIENCE)
                .until(
                        () -> letters().stream().filter(one -> key(one).equals(request)).toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    /** The request's id stands in the topic's key only: the letter names the place. */
    private String key(JsonNode letter) {
        return CommandLines.run("tail", "dead-letters", "--data", house.folder().toString())
                .lines()
                .map(JSON::readTree)
                .filter(
                        line ->
                                line.path("record")
                                        .path("deadLetterId")
                                        .asString()
                                        .equals(letter.path("deadLetterId").asString()))
                .map(line -> line.path("key").asString())
                .findFirst()
                .orElse("");
    }

    private List<JsonNode> letters() {
        return run("list").lines().map(JSON::readTree).toList();
    }

    private String run(String command, String... more) {
        var arguments = new ArrayList<>(List.of("dead-letters", command));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--data", house.folder().toString()));
        return CommandLines.run(arguments.toArray(String[]::new));
    }

    private void put(String key, String value) throws Exception {
        var port = RunFile.in(house.folder()).read().get("kafka");
        try (var producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                "127.0.0.1:" + Objects.requireNonNull(port).port()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.REQUESTS.interactive().name(),
                                    key.getBytes(StandardCharsets.UTF_8),
                                    value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }
}
