package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptEnding;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.CancelRequested;
import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.FailedAttempt;
import dev.millrace.events.Lane;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.Money;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.Price;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RunCancelled;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class ExecutionListenerTest extends ExecutionListenerSetup {

    @Test
    void aPlainAnswerIsReportedAndConcluded() throws Exception {
        catalog.on(
                "model/first/a",
                ModelOffered.newBuilder()
                        .setProvider("first")
                        .setModel("a")
                        .setOwner(new Owner("default", "default", "default"))
                        .setSince(Instant.now())
                        .setPrice(
                                new Price(
                                        "USD",
                                        2_000_000_000L,
                                        8_000_000_000L,
                                        null,
                                        null,
                                        List.of()))
                        .build());
        OutcomeReached outcome = run(ready());
        assertThat(kinds()).containsExactly("AttemptEnded", "OutcomeReached");
        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(output(outcome)).isEqualTo("first");
        assertThat(outcome.getAttempts()).isEqualTo(1);
        assertThat(outcome.getChunkCount()).isZero();
        // 1000 × 2000 + 10 × 8000 nano-dollars
        assertThat(outcome.getCompletion().orElseThrow().getCost())
                .contains(new Money(2_080_000L, "USD"));
        AttemptEnded ended = log.all(AttemptEnded.class).getFirst();
        assertThat(outcome.getAttemptId()).contains(ended.getAttemptId());
        assertThat(ended.getCost()).contains(new Money(2_080_000L, "USD"));
        assertThat(ended.getEnding()).isEqualTo(AttemptEnding.SUCCEEDED);
        assertThat(ended.getTags()).containsEntry("team", "blue");
        assertThat(meters.get("gen_ai.client.operation.duration").timer().count()).isEqualTo(1);
        assertThat(
                        meters.get("gen_ai.client.token.usage")
                                .tag("gen_ai.token.type", "input")
                                .summary()
                                .totalAmount())
                .isEqualTo(1_000);
    }

    @Test
    void anUnpricedAnswerHasNoCost() throws Exception {
        assertThat(run(ready()).getCompletion().orElseThrow().getCost()).isEmpty();
    }

    @Test
    void aStreamGoesToWhoWaitsBeforeItsOutcome() throws Exception {
        OutcomeReached outcome = run(ready().streamed());
        List<ReplyChunk> chunks = log.all(ReplyChunk.class);
        assertThat(chunks).hasSize(2);
        assertThat(chunks).extracting(ReplyChunk::getSequence).containsExactly(0, 1);
        assertThat(chunks)
                .allMatch(
                        chunk -> outcome.getAttemptId().orElseThrow().equals(chunk.getAttemptId()));
        assertThat(outcome.getChunkCount()).isEqualTo(2);
        assertThat(log.published)
                .filteredOn(each -> each.record() instanceof ReplyChunk)
                .allMatch(each -> each.topic().equals("millrace.replies") && each.partition() == 3);
        assertThat(kinds().getLast()).isEqualTo("OutcomeReached");
        assertThat(log.all(AttemptEnded.class).getFirst().getFirstTokenMillis()).isPresent();
    }

    @Test
    void aStreamThatIsProcessedGoesThroughOutcomes() throws Exception {
        var _ = run(ready().streamed().postprocessed());
        assertThat(log.published)
                .filteredOn(each -> each.record() instanceof ReplyChunk)
                .hasSize(2)
                .allMatch(
                        each ->
                                each.topic().equals("millrace.outcomes.interactive")
                                        && each.key().equals("r-1"));
        assertThat(log.all(ReplyChunk.class)).allMatch(chunk -> chunk.getProcessing().isPresent());
    }

    @Test
    void aStreamNobodyWaitsForHasNoChunks() throws Exception {
        OutcomeReached outcome = run(ready().streamed().nobodyWaits());
        assertThat(outcome.getChunkCount()).isZero();
        assertThat(output(outcome)).isEqualTo("first");
    }

    @Test
    void aPassingFailureIsTriedOnceMore() throws Exception {
        first.fails(new ProviderFailure.Connection("x"));
        OutcomeReached outcome = run(ready());
        assertThat(output(outcome)).isEqualTo("first");
        assertThat(outcome.getAttempts()).isEqualTo(2);
        assertThat(log.all(AttemptEnded.class))
                .extracting(AttemptEnded::getEnding)
                .containsExactly(AttemptEnding.FAILED, AttemptEnding.SUCCEEDED);
        assertThat(log.all(AttemptStarted.class))
                .extracting(AttemptStarted::getOrdinal)
                .containsExactly(2);
    }

    @Test
    void theNextCandidateIsAskedBeforeTheFirstToken() throws Exception {
        first.fails(new ProviderFailure.Authentication("bad key"));
        OutcomeReached outcome = run(ready().streamed());
        assertThat(output(outcome)).isEqualTo("second");
        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(first.calls).hasSize(1);
        assertThat(second.calls).hasSize(1);
        assertThat(second.calls.getFirst().model()).isEqualTo("b");
    }

    @Test
    void nobodyElseIsAskedAfterTheFirstToken() throws Exception {
        first.failsAfter("so far", new ProviderFailure.Interrupted());
        OutcomeReached outcome = run(ready().streamed());
        assertThat(outcome.getEnding()).isEqualTo(Ending.FAILED);
        assertThat(code(outcome)).isEqualTo("upstream_interrupted");
        assertThat(output(outcome)).isEqualTo("so far");
        assertThat(outcome.getChunkCount()).isEqualTo(1);
        assertThat(first.calls).hasSize(1);
        assertThat(second.calls).isEmpty();
    }

    @Test
    void whenNobodyAnswersTheLastFailureIsTold() throws Exception {
        first.fails(new ProviderFailure.ModelNotFound("a?"), 404);
        second.fails(new ProviderFailure.RateLimited(Duration.ofMinutes(1), "slow"), 429);
        OutcomeReached outcome = run(ready());
        assertThat(code(outcome)).isEqualTo("rate_limit_exceeded");
        assertThat(outcome.getFailure().orElseThrow().getAttempts())
                .extracting(FailedAttempt::getHttpStatus)
                .containsExactly(404, 429);
        assertThat(outcome.getFailure().orElseThrow().getRetryAfterMillis()).contains(60_000L);
        assertThat(outcome.getAttempts()).isEqualTo(2);
        assertThat(outcome.getCompletion()).isEmpty();
    }

    @Test
    void aProviderThatIsNotHereIsPassedOver() throws Exception {
        OutcomeReached outcome =
                run(new Ready("r").candidate("gone", "x").candidate("second", "b"));
        assertThat(output(outcome)).isEqualTo("second");
        assertThat(outcome.getAttempts()).isEqualTo(1);
    }

    @Test
    void whatExceedsTheAuthorityIsRefused() throws Exception {
        OutcomeReached outcome = run(ready().models("second/*", "c*"));
        assertThat(output(outcome)).isEqualTo("second");
        assertThat(first.calls).isEmpty();
        log.published.clear();
        assertThat(code(run(ready().models("gpt-*")))).isEqualTo("model_not_allowed");
        log.published.clear();
        assertThat(code(run(ready().lanes(Lane.BULK)))).isEqualTo("lane_not_allowed");
        log.published.clear();
        assertThat(code(run(new Ready("r")))).isEqualTo("model_not_found");
        assertThat(log.all(AttemptStarted.class)).isEmpty();
    }

    @Test
    void anExpiredRequestIsNotCalled() throws Exception {
        OutcomeReached outcome = run(ready().deadline(Instant.now().minusSeconds(1)));
        assertThat(outcome.getEnding()).isEqualTo(Ending.EXPIRED);
        assertThat(code(outcome)).isEqualTo("expired");
        assertThat(first.calls).isEmpty();
    }

    @Test
    void theDeadlineDuringACallExpiresIt() throws Exception {
        first.fails(new ProviderFailure.Timeout(Phase.TOTAL));
        assertThat(run(ready()).getEnding()).isEqualTo(Ending.EXPIRED);
        assertThat(second.calls).isEmpty();
    }

    @Test
    void aCancelThatOvertakesItsRequestStopsIt() throws Exception {
        cancellations.on(
                "r-1", new CancelRequested("r-1", new Owner("t", "t", "u"), Instant.now(), ""));
        assertThat(run(ready()).getEnding()).isEqualTo(Ending.CANCELLED);
        assertThat(first.calls).isEmpty();
    }

    @Test
    void aCancelDuringACallReachesTheProvider() throws Exception {
        first.then(
                (_, sink, cancellation) -> {
                    sink.accept("m", "part".getBytes(StandardCharsets.UTF_8));
                    cancellations.on(
                            "run-1",
                            new RunCancelled("run-1", new Owner("t", "t", "u"), Instant.now()));
                    assertThat(cancellation.isCancelled()).isTrue();
                    throw new ProviderException(
                            new ProviderFailure.Cancelled(), first.answer("part"));
                });
        OutcomeReached outcome = run(ready().streamed().run("run-1"));
        assertThat(outcome.getEnding()).isEqualTo(Ending.CANCELLED);
        assertThat(output(outcome)).isEqualTo("part");
        assertThat(log.all(AttemptEnded.class).getFirst().getEnding())
                .isEqualTo(AttemptEnding.CANCELLED);
        assertThat(second.calls).isEmpty();
    }

    @Test
    void anInternalCallIsAnsweredWhereItsServiceWaits() throws Exception {
        handle(ready().internal(new Money(1_000L, "USD")).make());
        assertThat(log.all(OutcomeReached.class)).isEmpty();
        RequestFinished finish = log.all(RequestFinished.class).getFirst();
        assertThat(finish.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(log.published.getLast().topic()).isEqualTo("millrace.replies");
        assertThat(log.published.getLast().partition()).isEqualTo(3);
    }

    @Test
    void anInternalCallWithoutAReservationIsRefused() throws Exception {
        handle(ready().internal(null).make());
        RequestFinished finish = log.all(RequestFinished.class).getFirst();
        assertThat(finish.getFailure().orElseThrow().getCode()).isEqualTo("forbidden");
        assertThat(first.calls).isEmpty();
    }

    @Test
    void embeddingsGoToTheEmbedder() throws Exception {
        OutcomeReached outcome = run(ready().bulk().embeddings("{\"input\":\"x\"}"));
        assertThat(output(outcome)).isEqualTo("vectors a");
        assertThat(log.published.getLast().topic()).isEqualTo("millrace.outcomes.bulk");
    }

    @Test
    void anOutcomeThatFitsNoRecordIsTooLargeButKeepsItsCost() throws Exception {
        log.refuseAsTooLarge(
                record ->
                        record instanceof OutcomeReached outcome
                                && outcome.getCompletion().isPresent()
                                && outcome.getCompletion().get().getOutput().hasRemaining());
        OutcomeReached outcome = run(ready());
        assertThat(outcome.getEnding()).isEqualTo(Ending.FAILED);
        assertThat(code(outcome)).isEqualTo("too_large");
        assertThat(outcome.getCompletion().orElseThrow().getUsage().getInputTokens())
                .isEqualTo(1_000);
    }

    @Test
    void aBodyThatIsGoneOrNoJsonEndsWithoutACall() throws Exception {
        assertThat(code(run(ready().body("{oops")))).isEqualTo("invalid_json");
        log.published.clear();
        ExecutionReady gone = ready().make();
        gone.getRequest().put("bodyReference", "lost");
        assertThat(code(run(gone))).isEqualTo("erased");
        log.published.clear();
        ExecutionReady stored = ready().make();
        stored.getRequest().put("bodyReference", "stored");
        var _ = run(stored);
        assertThat(first.calls.getLast().body().has("stored")).isTrue();
    }

    @Test
    void whatNobodyForesawComesAgainAndItsAttemptIsNotLost() {
        first.then(
                (_, _, _) -> {
                    throw new IllegalStateException("a bug");
                });
        assertThatThrownBy(() -> handle(ready().make())).isInstanceOf(IllegalStateException.class);
        assertThat(log.all(OutcomeReached.class)).isEmpty();
        assertThat(log.all(AttemptEnded.class).getFirst().getEnding())
                .isEqualTo(AttemptEnding.CANCELLED);
        assertThat(quotas.of("first", null, Lane.INTERACTIVE).taken()).isZero();
    }

    @Test
    void aProviderThatHangsStarvesNobodyElse() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(
                            quotas.of("first", null, Lane.INTERACTIVE)
                                    .take(
                                            Duration.ZERO,
                                            new dev.millrace.provider.attempt.Cancellation()))
                    .isNotNull();
        }
        OutcomeReached outcome = run(new Ready("r").candidate("second", "b"));
        assertThat(output(outcome)).isEqualTo("second");
        log.published.clear();
        OutcomeReached stuck =
                run(new Ready("s").candidate("first", "a").deadline(Instant.now().plusMillis(150)));
        assertThat(stuck.getEnding()).isEqualTo(Ending.EXPIRED);
        assertThat(stuck.getAttempts()).isZero();
    }

    @Test
    void attemptsEqualCallsWhateverFails() throws Exception {
        List<ProviderFailure> faults =
                List.of(
                        new ProviderFailure.Overloaded(null, ""),
                        new ProviderFailure.ServerError(500, ""),
                        new ProviderFailure.InvalidAnswer(""),
                        new ProviderFailure.Timeout(Phase.FIRST_TOKEN));
        for (ProviderFailure fault : faults) {
            first.fails(fault);
            second.fails(fault);
            log.published.clear();
            int before = first.calls.size() + second.calls.size();
            OutcomeReached outcome = run(ready());
            int made = first.calls.size() + second.calls.size() - before;
            assertThat(outcome.getAttempts()).isEqualTo(made);
            assertThat(ids(AttemptEnded.class)).hasSize(made);
            // The first stands for itself: its record announces it.
            assertThat(ids(AttemptEnded.class)).containsAll(ids(AttemptStarted.class));
            assertThat(ids(AttemptStarted.class)).hasSize(made - 1);
        }
    }

    private <R extends SpecificRecord> Set<String> ids(Class<R> type) {
        return log.all(type).stream()
                .map(record -> record.get(0).toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void whatWasGivenUpIsBilledByEstimateAndWhatWasRefusedIsNot() throws Exception {
        first.fails(new ProviderFailure.Timeout(Phase.FIRST_TOKEN));
        second.fails(new ProviderFailure.Authentication(""));
        assertThat(run(ready()).getCompletion()).isEmpty();
        List<AttemptEnded> ended = log.all(AttemptEnded.class);
        assertThat(ended.getFirst().getUsage().getInputTokens()).isPositive();
        assertThat(ended.getFirst().getUsage().getEstimated()).isTrue();
        assertThat(ended.getLast().getUsage().getInputTokens()).isZero();
    }
}
