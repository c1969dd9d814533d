package dev.millrace.provider.batching;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Lane;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.embedding.EmbeddingLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmbeddingBatchesTest {

    /** Far more than the test needs: a batch of known size is full before. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private static String text(String text) {
        return "{\"input\":\"" + text + "\"}";
    }

    private static EmbeddingBatches batches(Duration bulk, Duration interactive, boolean mixed) {
        return new EmbeddingBatches(
                new BatchingProperties(bulk, interactive, mixed), Clock.systemUTC());
    }

    private static ProviderFailure failure(CompletableFuture<Answer> asked) {
        try {
            throw new AssertionError("an answer: " + asked.join().model());
        } catch (CompletionException e) {
            return ((ProviderException) requireNonNull(e.getCause())).failure();
        }
    }

    private final CountingVectors three = new CountingVectors(EmbeddingLimits.of(3));
    private final EmbeddingBatches patient = batches(LONG, LONG, false);

    private List<CompletableFuture<Answer>> ask(String... texts) {
        return List.of(texts).stream()
                .map(text -> Asking.bulk(text(text)).of(patient, three.provider()))
                .toList();
    }

    @Test
    void requestsThatComeTogetherShareACall() {
        ask("a", "b", "c").forEach(CompletableFuture::join);
        assertThat(three.calls).hasSize(1);
        assertThat(three.calls.getFirst()).containsExactlyInAnyOrder("\"a\"", "\"b\"", "\"c\"");
    }

    @Test
    void whoeverIsAloneIsAskedForAsItCame() {
        Asking asking = Asking.bulk(text("a"));
        asking.of(batches(Duration.ofMillis(1), LONG, false), three.provider()).join();
        assertThat(three.asked.getFirst().body().bytes()).isEqualTo(asking.call().body().bytes());
    }

    @Test
    void whoIsWaitedForGoesAtOnceWhenNobodyIsUnderWay() {
        // With a window of twenty seconds; waiting would end in the test's own timeout.
        EmbeddingBatches batches = batches(LONG, Duration.ofMinutes(5), false);
        Asking.of("t", Lane.INTERACTIVE, text("a")).of(batches, three.provider()).join();
        Asking.of("t", Lane.INTERACTIVE, text("b")).of(batches, three.provider()).join();
        assertThat(three.calls).hasSize(2);
    }

    @Test
    void whoComesWhileACallIsUnderWayGathersWithTheOthers() {
        CountDownLatch hold = new CountDownLatch(1);
        three.holdUntil(hold);
        CompletableFuture<Answer> first =
                Asking.of("t", Lane.INTERACTIVE, text("a")).of(patient, three.provider());
        await().until(() -> three.calls.size() == 1);
        List<CompletableFuture<Answer>> others =
                IntStream.range(0, 3)
                        .mapToObj(
                                i ->
                                        Asking.of("t", Lane.INTERACTIVE, text("b" + i))
                                                .of(patient, three.provider()))
                        .toList();
        await().until(() -> three.calls.size() == 2);
        hold.countDown();
        others.forEach(CompletableFuture::join);
        first.join();
        assertThat(three.calls.getLast()).hasSize(3);
    }

    @Test
    void tenantsShareNoCallUnlessTheOperatorSaysSo() {
        EmbeddingBatches apart = batches(Duration.ofMillis(300), LONG, false);
        EmbeddingBatches mixed = batches(LONG, LONG, true);
        for (EmbeddingBatches batches : List.of(apart, mixed)) {
            three.calls.clear();
            List<CompletableFuture<Answer>> asked =
                    IntStream.range(0, 3)
                            .mapToObj(
                                    i ->
                                            Asking.of("t" + i, Lane.BULK, text("a"))
                                                    .of(batches, three.provider()))
                            .toList();
            asked.forEach(CompletableFuture::join);
            assertThat(three.calls).hasSize(batches == apart ? 3 : 1);
        }
    }

    @Test
    void whatIsAskedInAnotherWayIsAskedApart() {
        EmbeddingBatches batches = batches(Duration.ofMillis(300), LONG, false);
        List<CompletableFuture<Answer>> asked =
                List.of(
                                "{\"input\":\"a\"}",
                                "{\"input\":\"a\",\"dimensions\":3}",
                                "{\"input\":\"a\",\"encoding_format\":\"base64\"}",
                                "{\"input\":[1,2]}")
                        .stream()
                        .map(body -> Asking.bulk(body).of(batches, three.provider()))
                        .toList();
        asked.forEach(CompletableFuture::join);
        assertThat(three.calls).hasSize(4);
    }

    @Test
    void oneInputThatIsRefusedSpoilsNothingForTheOthers() {
        List<CompletableFuture<Answer>> asked = ask("a", "bad", "c");
        assertThat(failure(asked.get(1))).isEqualTo(CountingVectors.BAD);
        asked.get(0).join();
        asked.get(2).join();
        assertThat(three.calls).hasSize(4);
    }

    @Test
    void aTroubleOfTheProviderIsEverybodys() {
        ProviderFailure trouble = new ProviderFailure.RateLimited(Duration.ofSeconds(2), "");
        three.hook =
                (_, _) -> {
                    throw new ProviderException(trouble);
                };
        for (CompletableFuture<Answer> each : ask("a", "b", "c")) {
            assertThat(failure(each)).isEqualTo(trouble);
        }
        assertThat(three.calls).hasSize(1);
    }

    @Test
    void whatBreaksBreaksForAllAndNobodyWaitsForEver() {
        three.hook =
                (_, _) -> {
                    throw new IllegalStateException("broken");
                };
        for (CompletableFuture<Answer> each : ask("a", "b", "c")) {
            assertThat(each)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .havingRootCause()
                    .withMessage("broken");
        }
    }

    @Test
    void whoLeavesDoesNotTakeTheOthersAlong() {
        CountDownLatch hold = new CountDownLatch(1);
        three.holdUntil(hold);
        List<Asking> askings =
                List.of("a", "b", "c").stream().map(t -> Asking.bulk(text(t))).toList();
        List<CompletableFuture<Answer>> asked =
                askings.stream().map(each -> each.of(patient, three.provider())).toList();
        await().until(() -> three.calls.size() == 1);
        askings.getFirst().cancellation().cancel();
        assertThat(failure(asked.getFirst())).isEqualTo(new ProviderFailure.Cancelled());
        assertThat(asked.get(1)).isNotDone();
        hold.countDown();
        asked.get(1).join();
        asked.get(2).join();
        assertThat(three.calls).hasSize(1);
    }

    @Test
    void whenAllHaveLeftTheCallIsStopped() {
        three.holdUntil(new CountDownLatch(1));
        List<Asking> askings =
                List.of("a", "b", "c").stream().map(t -> Asking.bulk(text(t))).toList();
        List<CompletableFuture<Answer>> asked =
                askings.stream().map(each -> each.of(patient, three.provider())).toList();
        await().until(() -> three.calls.size() == 1);
        askings.forEach(each -> each.cancellation().cancel());
        asked.forEach(
                each -> assertThat(failure(each)).isInstanceOf(ProviderFailure.Cancelled.class));
        // The call is held until it is cancelled.
        await().until(() -> patient.groups() == 0);
    }

    @Test
    void whoHasLeftBeforeTheCallIsNotInIt() {
        Asking gone = Asking.bulk(text("gone"));
        gone.cancellation().cancel();
        CompletableFuture<Answer> left = gone.of(patient, three.provider());
        assertThat(failure(left)).isInstanceOf(ProviderFailure.Cancelled.class);
    }

    @Test
    void anEarlierDeadlineHoldsForItsOwnRequestAlone() {
        CountDownLatch hold = new CountDownLatch(1);
        three.holdUntil(hold);
        Asking hasty = Asking.bulk(text("a")).deadline(Instant.now().plusMillis(500));
        CompletableFuture<Answer> early = hasty.of(patient, three.provider());
        List<CompletableFuture<Answer>> others = ask("b", "c");
        assertThat(failure(early)).isEqualTo(new ProviderFailure.Timeout(Phase.TOTAL));
        hold.countDown();
        others.forEach(CompletableFuture::join);
        assertThat(three.asked.getFirst().deadline()).isAfter(hasty.deadline());
    }

    @Test
    void aRequestWithMoreThanACallTakesIsDivided() {
        Asking large = Asking.bulk("{\"input\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"]}");
        EmbeddingBatches batches = batches(Duration.ofMillis(1), LONG, false);
        Answer answer = large.of(batches, three.provider()).join();
        assertThat(three.calls).extracting(List::size).containsExactly(3, 3, 1);
        assertThat(answer.usage().getInputTokens()).isEqualTo(three.tokens.get());
        assertThat(Json.MAPPER.readTree(answer.output())).hasSize(7);
    }

    @Test
    void whatADividedRequestHasTakenIsKnownWhenTheRestFails() {
        Asking large = Asking.bulk("{\"input\":[\"a\",\"b\",\"c\",\"bad\"]}");
        EmbeddingBatches batches = batches(Duration.ofMillis(1), LONG, false);
        CompletableFuture<Answer> asked = large.of(batches, three.provider());
        assertThat(failure(asked)).isEqualTo(CountingVectors.BAD);
        ProviderException thrown = (ProviderException) asked.exceptionNow();
        assertThat(requireNonNull(thrown.kept()).usage().getInputTokens())
                .isEqualTo(three.tokens.get());
    }

    @Test
    void whatIsTooHeavyTogetherIsAskedApart() {
        CountingVectors light = new CountingVectors(new EmbeddingLimits(true, 100, 10));
        Asking large =
                Asking.bulk("{\"input\":[\"" + "x".repeat(30) + "\",\"" + "y".repeat(30) + "\"]}");
        large.of(batches(Duration.ofMillis(1), LONG, false), light.provider()).join();
        assertThat(light.calls).hasSize(2);
    }

    @Test
    void whereNothingIsGainedNothingIsShared() {
        CountingVectors local = new CountingVectors(EmbeddingLimits.NONE);
        Asking.bulk(text("a")).of(patient, local.provider()).join();
        Asking.bulk("{\"input\":7}").of(patient, three.provider()).join();
        assertThat(patient.groups()).isZero();
    }
}
