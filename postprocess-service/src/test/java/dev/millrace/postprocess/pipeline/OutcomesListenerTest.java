package dev.millrace.postprocess.pipeline;

import static dev.millrace.postprocess.Outcomes.chunk;
import static dev.millrace.postprocess.Outcomes.completed;
import static dev.millrace.postprocess.Outcomes.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.ChunkRoute;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.ProcessorReport;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.postprocess.MemoryContent;
import dev.millrace.postprocess.Outcomes;
import dev.millrace.postprocess.RecordingPublisher;
import dev.millrace.postprocess.RecordingPublisher.Sent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.context.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class OutcomesListenerTest {

    private static final String ID = "0192f8a0-0000-7000-8000-000000000001";
    private static final String TOPIC = Topics.OUTCOMES.interactive().name();

    private final RecordingPublisher log = new RecordingPublisher();
    private final RecordingPublisher chunkLog = new RecordingPublisher();
    private final MemoryContent content = new MemoryContent();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FinishedRequests earlier = new FinishedRequests(100);
    private final OutcomesListener listener = listener(earlier);
    private long next = 100;

    private OutcomesListener listener(FinishedRequests remembered) {
        PipelineProperties bounds = new PipelineProperties(true, 100, 3, Duration.ofMinutes(10));
        Processors processors = new Processors(KnownProcessors.all());
        Outputs outputs = new Outputs(content);
        return new OutcomesListener(
                new OutcomePipeline(processors, outputs),
                processors,
                new FinishPublisher(log, outputs, Runnable::run),
                chunkLog,
                _ -> new PartitionState(remembered, bounds),
                Runnable::run,
                new PipelineMetrics(meters, Lane.INTERACTIVE));
    }

    @Test
    void theFirstEndingWinsAndLaterOnesAreCounted() {
        on(completed(ID, "yes"), failed(ID, "expired"), completed(ID, "other"));
        assertThat(results()).hasSize(1);
        assertThat(results().getFirst().getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(replies()).isEqualTo(results());
        assertThat(meters.counter("millrace.pipeline.endings.late", "lane", "interactive").count())
                .isEqualTo(2);
    }

    @Test
    void tellsTheClientRightBehindTheResultAndIsDoneWhenBothAreThere() {
        log.hold();
        CompletionStage<?> done =
                listener.on(List.of(received(next++, completed(ID, "yes").build())));
        assertThat(log.sent())
                .extracting(sent -> sent.topic().name())
                .containsExactly("millrace.results", "millrace.replies");
        assertThat(done.toCompletableFuture()).isNotDone();
        log.acknowledge();
        assertThat(done.toCompletableFuture()).isCompleted();
        Sent reply = log.sent().getLast();
        assertThat(reply.partition()).isEqualTo(Outcomes.REPLY_PARTITION);
        assertThat(reply.key()).isEqualTo(ID);
    }

    @Test
    void processesTheAnswerAndReports() {
        on(completed(ID, "<think>hm</think>yes"));
        RequestFinished finish = results().getFirst();
        assertThat(text(finish)).contains("\"content\":\"yes\"", "\"reasoning_content\":\"hm\"");
        assertThat(finish.getReports())
                .containsExactly(
                        new ProcessorReport("reasoning", true, List.of()),
                        new ProcessorReport("honest-ending", false, List.of()));
        assertThat(finish.getFinishedAt()).isEqualTo(Outcomes.THEN);
    }

    @Test
    void anAnswerThatOnlyStoppedFailsWithItsTextKept() {
        OutcomeReached.Builder cut = completed(ID, "");
        cut.setCompletion(
                Outcomes.completion("[{\"index\":0,\"message\":{\"content\":\"and th\"}}]"));
        on(cut);
        RequestFinished finish = results().getFirst();
        assertThat(finish.getEnding()).isEqualTo(Ending.FAILED);
        assertThat(finish.getFailure().map(Failure::getCode)).contains("upstream_interrupted");
        assertThat(text(finish)).contains("and th");
    }

    @Test
    void keepsTheTextOfAFailedAnswerAndItsFailure() {
        on(
                failed(ID, "upstream_timeout")
                        .setPlan(Outcomes.plan(ChunkRoute.DIRECT))
                        .setCompletion(
                                Outcomes.completion(
                                        "[{\"index\":0,\"message\":{\"content\":\"<think>a\"}}]")));
        RequestFinished finish = results().getFirst();
        assertThat(finish.getFailure().map(Failure::getCode)).contains("upstream_timeout");
        assertThat(text(finish)).contains("\"reasoning_content\":\"a\"");
    }

    @Test
    void leavesEmbeddingsAndUnreadableOutputsAlone() {
        String data = "[{\"index\":0,\"embedding\":[0.5]}]";
        on(
                completed(ID, "")
                        .setHead(Outcomes.head(ID).setOperation(Operation.EMBEDDINGS).build())
                        .setCompletion(Outcomes.completion(data)));
        assertThat(text(results().getFirst())).isEqualTo(data);
        assertThat(results().getFirst().getReports()).isEmpty();

        on(completed(id(2), "").setCompletion(Outcomes.completion("{no json")));
        assertThat(results().getLast().getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(results().getLast().getReports())
                .allMatch(r -> r.getNotes().equals(List.of("the output could not be read")));
    }

    @Test
    void namesAProcessorItDoesNotKnow() {
        on(completed(ID, "yes").setPlan(Outcomes.plan(ChunkRoute.DIRECT, "spell-check")));
        assertThat(results().getFirst().getReports())
                .containsExactly(
                        new ProcessorReport("spell-check", false, List.of("unknown processor")));
    }

    @Test
    void anEndingOfUnknownOriginReachesEveryReplyPartition() {
        on(Outcomes.outcome(ID, Ending.FAILED));
        assertThat(log.sent().stream().filter(s -> s.topic().equals(Topics.REPLIES)))
                .extracting(Sent::partition)
                .containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void aRequestNobodyWaitsForIsToldToNobody() {
        on(completed(ID, "yes").setHead(Outcomes.head(ID).setReplyTo(null).build()));
        assertThat(results()).hasSize(1);
        assertThat(replies()).isEmpty();
    }

    @Test
    void aFailedPublicationIsRepeatedByTheSameEnding() {
        log.hold();
        var done = listener.on(List.of(received(100, completed(ID, "yes").build())));
        log.fail();
        assertThatThrownBy(() -> done.toCompletableFuture().join())
                .isInstanceOf(CompletionException.class);
        log.clear();
        next = 100;
        on(completed(ID, "yes"), completed(ID, "zombie"));
        assertThat(results()).hasSize(1);
        assertThat(text(results().getFirst())).contains("yes");
        assertThat(replies()).hasSize(1);
    }

    @Test
    void whatResultsHoldsIsNotWrittenThereAgain() {
        on(completed(ID, "yes"));
        log.clear();
        next = 100;
        on(completed(ID, "yes"));
        assertThat(results()).isEmpty();
        assertThat(replies()).hasSize(1);
    }

    @Test
    void anEndingFinishedInAnEarlierLifeIsRepeatedToItsClientAlone() {
        on(completed(ID, "yes").setChunkCount(3));
        FinishedRequests tail = new FinishedRequests(100);
        tail.remember(results().getFirst());
        OutcomesListener restarted = listener(tail);
        log.clear();
        restarted.on(List.of(received(100, completed(ID, "yes").setChunkCount(3).build())));
        assertThat(results()).isEmpty();
        assertThat(replies()).hasSize(1);
        assertThat(replies().getFirst().getChunkCount()).isEqualTo(3);
    }

    @Test
    void anotherEndingOfARequestFinishedInAnEarlierLifeIsDropped() {
        RequestFinished before =
                Finishes.of(failed(ID, "expired").build(), null, List.of(), List.of(), null, 0);
        earlier.remember(before);
        on(completed(ID, "late"));
        assertThat(log.sent()).isEmpty();
    }

    @Test
    void aStreamGivesTheTextOfTheWholeAnswer() {
        on(
                chunk(ID, "attempt-1", 0, "<thi", false),
                chunk(ID, "attempt-1", 1, "nk>h", false),
                chunk(ID, "attempt-1", 2, "m</think>y", false),
                chunk(ID, "attempt-1", 3, "es", true));
        assertThat(chunks()).extracting(ReplyChunk::getSequence).containsExactly(0, 1, 2);
        assertThat(chunks()).allMatch(c -> c.getProcessing().isEmpty());
        assertThat(chunkLog.sent()).allMatch(s -> s.partition() == Outcomes.REPLY_PARTITION);
        on(streamed("<think>hm</think>yes", 4));
        assertThat(results().getFirst().getChunkCount()).isEqualTo(3);
        assertThat(replies().getFirst().getAttemptId()).contains("attempt-1");
    }

    @Test
    void theFinishWaitsForItsChunks() {
        chunkLog.hold();
        listener.on(
                List.of(
                        received(100, chunk(ID, "attempt-1", 0, "yes", true)),
                        received(101, streamed("yes", 1).build())));
        assertThat(results()).isEmpty();
        chunkLog.acknowledge();
        assertThat(results()).hasSize(1);
    }

    @Test
    void aCutStreamGivesOutWhatItHeldBeforeItsFinish() {
        on(chunk(ID, "attempt-1", 0, "<think>a</th", false));
        on(
                failed(ID, "upstream_interrupted")
                        .setAttemptId("attempt-1")
                        .setChunkCount(1)
                        .setPlan(Outcomes.plan(ChunkRoute.POSTPROCESS)));
        assertThat(chunks()).hasSize(2);
        assertThat(Content.openText(chunks().get(1).getChoices()).orElseThrow()).contains("</th");
        assertThat(results().getFirst().getChunkCount()).isEqualTo(2);
    }

    @Test
    void aNewAttemptBeginsItsOwnStream() {
        on(
                chunk(ID, "attempt-0", 0, "lost", false),
                chunk(ID, "attempt-1", 0, "kept", true),
                streamed("kept", 1));
        assertThat(chunks())
                .extracting(ReplyChunk::getAttemptId)
                .containsExactly("attempt-0", "attempt-1");
        assertThat(results().getFirst().getChunkCount()).isEqualTo(1);
        assertThat(listener.commitFloor(TOPIC, 0, next)).isEqualTo(next);
    }

    @Test
    void holdsTheCommitAtTheFirstChunkUntilTheOutcomeIsCommittedToo() {
        on(
                completed(id(2), "before"),
                chunk(ID, "attempt-1", 0, "a", false),
                completed(id(3), "after"));
        assertThat(listener.commitFloor(TOPIC, 0, 103)).isEqualTo(101);
        on(streamed("a", 1));
        assertThat(listener.commitFloor(TOPIC, 0, 103)).isEqualTo(101);
        assertThat(listener.commitFloor(TOPIC, 0, 104)).isEqualTo(104);
        assertThat(listener.commitFloor(TOPIC, 5, 7)).isEqualTo(7);
    }

    @Test
    void readingAStreamAgainGivesEqualChunks() {
        chunkLog.hold();
        on(chunk(ID, "attempt-1", 0, "<think>h", false), chunk(ID, "attempt-1", 1, "m</th", false));
        List<ReplyChunk> first = chunks();
        chunkLog.fail();
        chunkLog.clear();
        next = 100;
        on(
                chunk(ID, "attempt-1", 0, "<think>h", false),
                chunk(ID, "attempt-1", 1, "m</th", false),
                chunk(ID, "attempt-1", 2, "ink>yes", true),
                streamed("<think>hm</think>yes", 3));
        assertThat(chunks()).hasSize(3).startsWith(first.toArray(ReplyChunk[]::new));
        assertThat(results().getFirst().getChunkCount()).isEqualTo(3);
    }

    @Test
    void lateChunksOfAFinishedRequestAreDropped() {
        on(failed(ID, "expired"), chunk(ID, "attempt-1", 0, "zombie", false));
        assertThat(chunks()).isEmpty();
        assertThat(listener.commitFloor(TOPIC, 0, next)).isEqualTo(next);
    }

    @Test
    void aStreamThatLacksItsBeginningAsksForMoreThanAnybodySaw() {
        on(chunk(ID, "attempt-1", 3, "middle", true), streamed("all", 4));
        assertThat(chunks()).isEmpty();
        assertThat(results().getFirst().getChunkCount()).isEqualTo(OutcomesListener.MORE_THAN_SENT);
        assertThat(results().getFirst().getEnding()).isEqualTo(Ending.COMPLETED);
    }

    @Test
    void aGapBreaksAStreamOff() {
        on(
                chunk(ID, "attempt-1", 0, "a", false),
                chunk(ID, "attempt-1", 2, "c", true),
                streamed("abc", 3));
        assertThat(chunks()).hasSize(1);
        assertThat(results().getFirst().getChunkCount()).isEqualTo(OutcomesListener.MORE_THAN_SENT);
        assertThat(
                        meters.counter("millrace.pipeline.streams.broken", "lane", "interactive")
                                .count())
                .isEqualTo(1);
    }

    @Test
    void theOldestStreamIsForgottenWhenThereAreTooMany() {
        for (int i = 1; i <= 4; i++) {
            on(chunk(id(i), "attempt-1", 0, "a", false));
        }
        assertThat(listener.commitFloor(TOPIC, 0, next)).isEqualTo(101);
    }

    @Test
    void aStreamThatNeverEndsLetsTheCommitGoOn() {
        Instant later = Outcomes.THEN.plus(Duration.ofMinutes(11));
        on(chunk(ID, "attempt-1", 0, "a", false));
        listener.on(
                List.of(
                        new Received<>(
                                id(2),
                                chunk(id(2), "attempt-1", 0, "a", false),
                                new Position(TOPIC, 0, 101),
                                later,
                                Context.root())));
        assertThat(listener.commitFloor(TOPIC, 0, 102)).isEqualTo(101);
    }

    @Test
    void aRevokedPartitionIsForgotten() {
        on(chunk(ID, "attempt-1", 0, "a", false));
        assertThat(meters.get("millrace.pipeline.streams").gauge().value()).isEqualTo(1);
        listener.revoked(TOPIC, 0);
        assertThat(listener.commitFloor(TOPIC, 0, 200)).isEqualTo(200);
        assertThat(meters.get("millrace.pipeline.streams").gauge().value()).isZero();
    }

    @Test
    void anOutputTooLargeForARecordGoesToTheContentStore() throws IOException {
        log.refuse(r -> r instanceof RequestFinished f && text(f).contains("big"));
        on(completed(ID, "big"));
        Completion kept = results().getFirst().getCompletion().orElseThrow();
        String name = kept.getOutputReference().orElseThrow();
        assertThat(new String(content.open(name).readAllBytes(), StandardCharsets.UTF_8))
                .contains("big");
        assertThat(replies()).isEqualTo(results());
    }

    @Test
    void anOutputThatCanBeKeptNowhereEndsAsTooLarge() {
        log.refuse(r -> r instanceof RequestFinished f && text(f).contains("big"));
        content.fill();
        on(completed(ID, "big"));
        RequestFinished finish = results().getFirst();
        assertThat(finish.getEnding()).isEqualTo(Ending.FAILED);
        assertThat(finish.getFailure().map(Failure::getCode)).contains("too_large");
        assertThat(finish.getCompletion().map(Completion::getUsage)).isPresent();
    }

    @Test
    void processesAnOutputThatLiesInTheContentStore() throws IOException {
        String name =
                content.put(
                        new ByteArrayInputStream(
                                Outcomes.answer("<think>hm</think>yes")
                                        .getBytes(StandardCharsets.UTF_8)));
        Completion referenced = Finishes.withReference(Outcomes.completion(""), name);
        on(completed(ID, "").setCompletion(referenced));
        String processed =
                results()
                        .getFirst()
                        .getCompletion()
                        .flatMap(Completion::getOutputReference)
                        .orElseThrow();
        assertThat(processed).isNotEqualTo(name);
        assertThat(new String(content.open(processed).readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"reasoning_content\":\"hm\"");

        Completion gone = Finishes.withReference(Outcomes.completion(""), "gone");
        on(completed(id(2), "").setCompletion(gone));
        assertThat(results().getLast().getCompletion()).contains(gone);
    }

    @Test
    void aForeignRecordIsCountedAndPassedOver() {
        listener.on(List.of(received(next++, Outcomes.OWNER)));
        assertThat(
                        meters.counter("millrace.pipeline.records.foreign", "lane", "interactive")
                                .count())
                .isEqualTo(1);
        assertThat(log.sent()).isEmpty();
    }

    private OutcomeReached.Builder streamed(String content, int chunkCount) {
        return completed(ID, content)
                .setHead(Outcomes.head(ID).setStream(true).build())
                .setPlan(Outcomes.plan(ChunkRoute.POSTPROCESS))
                .setChunkCount(chunkCount);
    }

    private void on(Object... records) {
        List<Received<SpecificRecord>> batch =
                Arrays.stream(records)
                        .map(
                                r ->
                                        received(
                                                next++,
                                                r instanceof OutcomeReached.Builder builder
                                                        ? builder.build()
                                                        : (SpecificRecord) r))
                        .toList();
        assertThat(listener.on(batch).toCompletableFuture()).isNotNull();
    }

    private static Received<SpecificRecord> received(long offset, SpecificRecord record) {
        return new Received<>(
                ID, record, new Position(TOPIC, 0, offset), Outcomes.THEN, Context.root());
    }

    private static String id(int number) {
        return new UUID(0x0192f8a000007000L, 0x8000000000000000L | number).toString();
    }

    private static String text(RequestFinished finish) {
        return finish.getCompletion().flatMap(c -> Content.openText(c.getOutput())).orElse("");
    }

    private List<RequestFinished> results() {
        return log.records(Topics.RESULTS, RequestFinished.class);
    }

    private List<RequestFinished> replies() {
        return log.records(Topics.REPLIES, RequestFinished.class);
    }

    private List<ReplyChunk> chunks() {
        return chunkLog.records(Topics.REPLIES, ReplyChunk.class);
    }
}
