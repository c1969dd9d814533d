package dev.millrace.rag.ingest;

import static dev.millrace.rag.house.House.ANN;
import static dev.millrace.rag.house.House.code;
import static dev.millrace.rag.house.House.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.boot.access.AccessView;
import dev.millrace.events.DocumentIndexed;
import dev.millrace.events.DocumentUploaded;
import dev.millrace.events.KeyState;
import dev.millrace.events.KeyStatus;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.rag.house.House;
import dev.millrace.testbed.Peer;
import dev.millrace.web.token.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final House house = House.shared();
    private final Peer telemetry = new Peer(Service.TELEMETRY);
    private final ScriptedWitness.Script script = house.rag().bean(ScriptedWitness.Script.class);

    @AfterAll
    void close() {
        telemetry.close();
    }

    @Test
    void aDocumentIsAnnouncedWhenItComesAndWhenItIsIn() {
        String base = house.base(ANN);
        JsonNode added = house.ended(house.add(base, "a", text(200), ANN), ANN);
        String id = added.path("id").asString();

        DocumentIndexed indexed =
                await().atMost(PATIENCE)
                        .until(
                                () -> telemetry.of(Topics.DOCUMENTS, id, DocumentIndexed.class),
                                found -> !found.isEmpty())
                        .getFirst();
        assertThat(indexed.getChunks()).isEqualTo(added.path("chunks").asInt());
        assertThat(indexed.getFailure()).isEmpty();
        assertThat(telemetry.of(Topics.DOCUMENTS, id, DocumentUploaded.class))
                .singleElement()
                .satisfies(
                        uploaded -> {
                            assertThat(uploaded.getKnowledgeBase()).isEqualTo(base);
                            assertThat(uploaded.getOwner().getUser()).isEqualTo("ann");
                        });
        assertThat(house.embedding().seen())
                .filteredOn(ready -> ready.getInternal().orElseThrow().getParentId().equals(id))
                .isNotEmpty()
                .allSatisfy(
                        ready -> {
                            var head = ready.getRequest().getHead();
                            assertThat(head.getLane()).isEqualTo(Lane.BULK);
                            assertThat(head.getAuthority().getKeyId()).isEqualTo("key-ann");
                            assertThat(head.getAuthority().getOwner().getUser()).isEqualTo("ann");
                        });
    }

    @Test
    void aWorkerThatDiesAtAnyStepCostsNeitherChunkNorCopy() {
        String clean = house.base(ANN);
        long chunks =
                house.ended(house.add(clean, "a", text(500), ANN), ANN).path("chunks").asLong();
        assertThat(chunks).isGreaterThan(5);
        for (Step step : Step.values()) {
            String base = house.base(ANN);
            script.cut(step, 1);
            JsonNode ended = house.ended(house.add(base, "a", text(500), ANN), ANN);

            assertThat(ended.path("state").asString()).as(step.name()).isEqualTo("indexed");
            assertExactly(base, ended, chunks);
        }
    }

    @Test
    void aDocumentThatEndsItsWorkersAgainAndAgainIsPoison() {
        String base = house.base(ANN);
        script.cut(Step.CUT, 3);
        JsonNode ended = house.ended(house.add(base, "a", text(30), ANN), ANN);

        assertThat(ended.path("state").asString()).isEqualTo("failed");
        assertThat(ended.at("/failure/code").asString()).isEqualTo("poison");
        assertThat(ended.at("/failure/message").asString()).contains("3 times");

        // Whoever has mended the cause tries again.
        JsonNode again = expect(202, house.rag().post(path(ended) + "/reindex", "", ANN));
        assertThat(again.path("failure").isNull()).isTrue();
        JsonNode indexed =
                await().atMost(PATIENCE)
                        .until(
                                () -> house.get(path(ended), ANN),
                                found -> found.path("state").asString().equals("indexed"));
        assertExactly(base, indexed, indexed.path("chunks").asLong());
        assertThat(code(house.rag().post(path(ended) + "/reindex", "", ANN))).isEqualTo("conflict");
    }

    @Test
    void aFaultOfOursIsTriedAgainAndThenGivenUp() {
        script.fault(Step.READ, 1);
        JsonNode mended = house.ended(house.add(house.base(ANN), "a", text(30), ANN), ANN);
        assertThat(mended.path("state").asString()).isEqualTo("indexed");

        script.fault(Step.READ, 3);
        JsonNode given = house.ended(house.add(house.base(ANN), "a", text(30), ANN), ANN);
        assertThat(given.at("/failure/code").asString()).isEqualTo("poison");
    }

    @Test
    void aModelThatRefusesFailsTheDocumentWithItsReason() {
        String base = house.base(ANN, "testbed/broken");
        JsonNode ended = house.ended(house.add(base, "a", text(30), ANN), ANN);

        assertThat(ended.path("state").asString()).isEqualTo("failed");
        assertThat(ended.at("/failure/code").asString()).isEqualTo("context_length_exceeded");
        assertThat(ended.at("/failure/message").asString()).isEqualTo("It says no.");
        assertThat(
                        await().atMost(PATIENCE)
                                .until(
                                        () ->
                                                telemetry.of(
                                                        Topics.DOCUMENTS,
                                                        ended.path("id").asString(),
                                                        DocumentIndexed.class),
                                        found -> !found.isEmpty())
                                .getFirst()
                                .getFailure())
                .isPresent();
        assertThat(house.get("/api/v1/kb/" + base, ANN).at("/documents/failed").asInt())
                .isEqualTo(1);
    }

    @Test
    void aRevokedKeyEmbedsNothingAnyMoreAndAnotherTakesOver() {
        Caller revoked = new Caller("acme", "team", "ann", "key-old", Set.of(), List.of());
        house.rag()
                .gateway()
                .publish(
                        Topics.ACCESS,
                        "key/key-old",
                        KeyState.newBuilder()
                                .setKeyId("key-old")
                                .setOwner(new Owner("acme", "team", "ann"))
                                .setSha256("00")
                                .setPrefix("mr-")
                                .setStatus(KeyStatus.REVOKED)
                                .setChangedAt(Instant.now())
                                .build())
                .join();
        await().atMost(PATIENCE)
                .until(() -> house.rag().bean(AccessView.class).key("key-old").isPresent());
        JsonNode ended =
                house.ended(house.add(house.base(revoked), "a", text(30), revoked), revoked);

        assertThat(ended.at("/failure/code").asString()).isEqualTo("invalid_api_key");
        expect(202, house.rag().post(path(ended) + "/reindex", "", ANN));
        await().atMost(PATIENCE)
                .until(
                        () -> house.get(path(ended), ANN),
                        found -> found.path("state").asString().equals("indexed"));
    }

    @Test
    void aTextOfTooManyChunksFailsWithThatCodeAndTheRestGoesOn() {
        String base = house.base(ANN);
        JsonNode bomb = house.add(base, "bomb.md", "# a\n".repeat(50_000), ANN);
        JsonNode good = house.add(base, "good.md", text(100), ANN);

        assertThat(house.ended(good, ANN).path("state").asString()).isEqualTo("indexed");
        assertThat(house.ended(bomb, ANN).at("/failure/code").asString())
                .isEqualTo("too_many_chunks");
    }

    @Test
    void aDocumentDeletedWhileItIsWorkedOnEndsQuietly() throws Exception {
        String base = house.base(ANN);
        CountDownLatch arrived = script.close(Step.EMBEDDED);
        JsonNode added = house.add(base, "a", text(100), ANN);
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        house.rag().call("DELETE", path(added), null, ANN);
        script.open(Step.EMBEDDED);

        // The next one has passed the same worker's way.
        house.ended(house.add(base, "b", text(50), ANN), ANN);
        String id = added.path("id").asString();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(house.count("chunk where document = ?::uuid", id)).isZero();
                            assertThat(vectors(base, id) + words(id)).isZero();
                        });
    }

    @Test
    void aDocumentReplacedWhileItIsWorkedOnHasOnlyTheNewChunks() throws Exception {
        String base = house.base(ANN);
        CountDownLatch arrived = script.close(Step.EMBEDDED);
        JsonNode added = house.add(base, "a", text(200), ANN);
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        expect(202, house.rag().call("PUT", path(added), "{\"text\":\"Short now.\"}", ANN));
        script.open(Step.EMBEDDED);

        JsonNode ended = house.ended(added, ANN);
        assertThat(ended.path("revision").asInt()).isEqualTo(2);
        assertExactly(base, ended, 1);
    }

    @Test
    void aWholeKnowledgeBaseDeletedInTheMiddleLeavesNothing() throws Exception {
        String base = house.base(ANN);
        long index = house.get("/api/v1/kb/" + base, ANN).at("/index/id").asLong();
        CountDownLatch arrived = script.close(Step.EMBEDDED);
        for (int i = 0; i < 5; i++) {
            house.add(base, "d" + i, text(60) + i, ANN);
        }
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(house.rag().call("DELETE", "/api/v1/kb/" + base, null, ANN).statusCode())
                .isEqualTo(204);
        script.open(Step.EMBEDDED);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(house.count("knowledge_base where id = ?::uuid", base))
                                    .isZero();
                            assertThat(house.count("document where knowledge_base = ?::uuid", base))
                                    .isZero();
                            assertThat(house.count("chunk where index_id = ?", index)).isZero();
                        });
    }

    @Test
    void howMuchThereIsToDoIsMeasured() {
        house.ended(house.add(house.base(ANN), "a", text(30), ANN), ANN);
        MeterRegistry registry = house.rag().bean(MeterRegistry.class);

        assertThat(registry.get("millrace.rag.chunks").counter().count()).isPositive();
        await().atMost(PATIENCE)
                .until(
                        () ->
                                registry.get("millrace.rag.documents")
                                                .tag("state", "indexed")
                                                .gauge()
                                                .value()
                                        > 0);
        assertThat(registry.get("millrace.rag.oldest.seconds").gauge().value())
                .isGreaterThanOrEqualTo(0);
    }

    /** Chunks, vectors and words: each as many as said, numbered without a gap. */
    private void assertExactly(String base, JsonNode document, long chunks) {
        String id = document.path("id").asString();
        assertThat(document.path("chunks").asLong()).isEqualTo(chunks);
        assertThat(
                        house.database()
                                .sql(
                                        "select ordinal from chunk where document = ?::uuid"
                                                + " order by ordinal")
                                .param(id)
                                .query(Integer.class)
                                .list())
                .hasSize((int) chunks)
                .last()
                .isEqualTo((int) chunks - 1);
        assertThat(vectors(base, id)).isEqualTo(chunks);
        assertThat(words(id)).isEqualTo(chunks);
        assertThat(house.get("/api/v1/kb/" + base, ANN).path("chunks").asLong()).isEqualTo(chunks);
    }

    /** In whichever store the index has. */
    private long vectors(String base, String document) {
        long index = house.get("/api/v1/kb/" + base, ANN).at("/index/id").asLong();
        return house
                .database()
                .sql("select tablename from pg_tables where tablename in (?, ?)")
                .params("vector_" + index, "array_" + index)
                .query(String.class)
                .list()
                .stream()
                .mapToLong(table -> house.count(table + " where document = ?::uuid", document))
                .sum();
    }

    private long words(String document) {
        return house.count("text_chunk where document = ?::uuid", document);
    }

    private static String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append("word").append(i).append(i % 9 == 8 ? ". " : " ");
        }
        return text.append("End.").toString();
    }

    private static String path(JsonNode document) {
        return "/api/v1/kb/"
                + document.path("knowledge_base").asString()
                + "/documents/"
                + document.path("id").asString();
    }
}
