package dev.millrace.events.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Lane;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void namesAreUniqueAndBearThePrefix() {
        assertThat(Topics.all()).extracting(Topic::name).doesNotHaveDuplicates();
        assertThat(Topics.all()).allMatch(topic -> topic.name().startsWith(Topics.PREFIX));
        assertThat(Topics.all()).noneMatch(topic -> topic.name().equals(Topics.WIRE_SCHEMAS));
    }

    @Test
    void everyConstantIsInTheTable() throws IllegalAccessException {
        List<Topic<?>> constants = new ArrayList<>();
        for (var field : Topics.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers())) {
                Object constant = field.get(null);
                if (constant instanceof Topic<?> topic) {
                    constants.add(topic);
                } else if (constant instanceof Laned<?> laned) {
                    constants.addAll(laned.both());
                }
            }
        }
        assertThat(constants).containsExactlyInAnyOrderElementsOf(Topics.all());
    }

    @Test
    void aRequestHasOnePartitionNumberEverywhere() {
        assertThat(Topics.work())
                .containsAll(
                        Topics.all().stream()
                                .filter(topic -> topic.keyed() == Keyed.REQUEST)
                                .filter(topic -> !topic.equals(Topics.REPLIES))
                                .toList())
                .extracting(Topic::partitions)
                .containsOnly(Topics.WORK_PARTITIONS);
    }

    @Test
    void everyTopicHasRecordsWritersAndReaders() {
        assertThat(Topics.all())
                .allSatisfy(
                        topic -> {
                            assertThat(topic.records()).isNotEmpty();
                            assertThat(topic.writers()).isNotEmpty();
                            assertThat(topic.readers()).isNotEmpty();
                        });
    }

    @Test
    void onlyThoseWhoReadAreWaitedFor() {
        assertThat(Topics.all())
                .allSatisfy(topic -> assertThat(topic.readers()).containsAll(topic.awaited()));
    }

    @Test
    void stateIsNeverTrimmedAndWaitsForNobody() {
        assertThat(Topics.all())
                .filteredOn(topic -> topic.keep() == Keep.COMPACTED)
                .allMatch(topic -> topic.awaited().isEmpty());
    }

    @Test
    void postprocessAloneFinishesRequests() {
        assertThat(Topics.RESULTS.writers()).containsExactly(Service.POSTPROCESS);
        assertThat(Topics.OUTCOMES.interactive().readers()).containsExactly(Service.POSTPROCESS);
    }

    @Test
    void onlyTheGatewayLetsPeopleIn() {
        assertThat(Topics.ACCESS.writers()).containsExactly(Service.API_GATEWAY);
        assertThat(Topics.PERSON_KEYS.writers()).containsExactly(Service.API_GATEWAY);
        assertThat(Topics.REQUESTS.interactive().writers()).containsExactly(Service.API_GATEWAY);
    }

    @Test
    void lanesAreTheirNames() {
        for (Laned<?> laned :
                List.of(Topics.REQUESTS, Topics.RETRIEVALS, Topics.EXECUTIONS, Topics.OUTCOMES)) {
            assertThat(laned.of(Lane.INTERACTIVE).name()).endsWith(".interactive");
            assertThat(laned.of(Lane.BULK).name()).endsWith(".bulk");
            assertThat(laned.both()).isEqualTo(List.of(laned.interactive(), laned.bulk()));
        }
    }

    @Test
    void theDocumentedTableIsTheTable() throws IOException {
        Path file = Path.of("../../docs/topics.md");
        String expected = TopicTable.markdown();
        if (Boolean.getBoolean("millrace.topics.write")) {
            Files.writeString(file, expected);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as(
                        "Write it anew: mvn test -pl schemas/events -Dtest=TopicsTest"
                                + " -Dmillrace.topics.write=true")
                .isEqualTo(expected);
    }
}
