package dev.millrace.rag.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import dev.millrace.rag.house.House;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoadEmbedderTest extends EmbedderContract {

    private final House house = House.shared();

    @Override
    Embedder embedder() {
        return house.rag().bean(Embedder.class);
    }

    @Override
    EmbeddingModel refusing() {
        return new EmbeddingModel("testbed", "broken");
    }

    @Test
    void aCallIsAnInternalOneOnItsLaneWithAllThatTheProviderDemands() throws Exception {
        String text = "who asks " + System.nanoTime();
        embedder().embed(WORDS, List.of(text), behalf(Lane.INTERACTIVE));

        ExecutionReady ready = asked(text).getFirst();
        RequestHead head = ready.getRequest().getHead();
        assertThat(head.getLane()).isEqualTo(Lane.INTERACTIVE);
        assertThat(head.getOperation()).isEqualTo(Operation.EMBEDDINGS);
        assertThat(head.getAuthority().getOwner().getTenant()).isEqualTo("acme");
        assertThat(head.getAuthority().getKeyId()).isEqualTo("key-ann");
        assertThat(head.getAuthority().getReservation()).isPresent();
        assertThat(head.getReplyTo()).isPresent();
        assertThat(ready.getInternal().orElseThrow().getService()).isEqualTo("rag-service");
        assertThat(ready.getInternal().orElseThrow().getParentId()).isEqualTo("document-1");
        assertThat(ready.getPlan().getCandidates().getFirst().getModel()).isEqualTo("words-32");
        assertThat(body(ready)).contains("\"encoding_format\":\"base64\"");
    }

    @Test
    void answersInAnyOrderAreSorted() throws Exception {
        List<float[]> vectors =
                embedder()
                        .embed(
                                new EmbeddingModel("testbed", "shuffled"),
                                List.of("a", "bb", "ccc"),
                                behalf(Lane.BULK));

        assertThat(vectors.stream().map(vector -> (int) vector[0])).containsExactly(1, 2, 3);
    }

    @Test
    void whatFailsForTheMomentIsAskedAgainUnderAnotherId() throws Exception {
        String text = "flaky " + System.nanoTime();
        embedder().embed(new EmbeddingModel("testbed", "flaky"), List.of(text), behalf(Lane.BULK));

        Set<String> ids = new HashSet<>();
        asked(text).forEach(ready -> ids.add(ready.getRequest().getHead().getRequestId()));
        assertThat(ids).hasSize(2);
    }

    @Test
    void whatIsRefusedForGoodIsAskedOnce() {
        String text = "refused " + System.nanoTime();
        assertThatThrownBy(() -> embedder().embed(refusing(), List.of(text), behalf(Lane.BULK)))
                .isInstanceOfSatisfying(
                        EmbeddingFailed.class,
                        failed -> {
                            assertThat(failed.failure().getCode())
                                    .isEqualTo("context_length_exceeded");
                            assertThat(Content.openText(failed.failure().getDetail()))
                                    .contains("It says no.");
                        });
        assertThat(asked(text)).hasSize(1);
    }

    @Test
    void wrongAnswersAreNoVectors() {
        for (String model : List.of("short", "zero", "infinite", "ragged")) {
            assertThatThrownBy(
                            () ->
                                    embedder()
                                            .embed(
                                                    new EmbeddingModel("testbed", model),
                                                    List.of("a", "b"),
                                                    behalf(Lane.BULK)))
                    .as(model)
                    .isInstanceOfSatisfying(
                            EmbeddingFailed.class,
                            failed ->
                                    assertThat(failed.failure().getCode())
                                            .isEqualTo("upstream_invalid"));
        }
    }

    @Test
    void nobodyWaitsBeyondTheDeadline() {
        assertThatThrownBy(
                        () ->
                                embedder()
                                        .embed(
                                                new EmbeddingModel("testbed", "silent"),
                                                List.of("a"),
                                                behalf(Lane.BULK, Instant.now().plusMillis(300))))
                .isInstanceOfSatisfying(
                        EmbeddingFailed.class,
                        failed -> {
                            assertThat(failed.failure().getCode()).isEqualTo("expired");
                            assertThat(failed.failure().getRetryable()).isTrue();
                        });
    }

    @Test
    void batchesAreBoundedByCountAndBytes() {
        List<String> texts = IntStream.range(0, 10).mapToObj(i -> "text " + i).toList();
        assertThat(Batches.of(texts, 4, 1_000)).extracting(List::size).containsExactly(4, 4, 2);
        assertThat(Batches.of(texts, 100, 12)).extracting(List::size).allMatch(n -> n == 2);
        assertThat(Batches.of(List.of("水".repeat(10), "a", "b"), 100, 30))
                .extracting(List::size)
                .containsExactly(1, 2);
        assertThat(Batches.of(List.of("too long by itself", "b"), 9, 5)).hasSize(2);
    }

    private List<ExecutionReady> asked(String text) {
        return house.embedding().seen().stream().filter(r -> body(r).contains(text)).toList();
    }

    private static String body(ExecutionReady ready) {
        return Content.openText(ready.getRequest().getBody()).orElseThrow();
    }
}
