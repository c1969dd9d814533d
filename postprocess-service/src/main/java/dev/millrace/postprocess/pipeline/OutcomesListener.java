package dev.millrace.postprocess.pipeline;

import dev.millrace.events.ChunkProcessing;
import dev.millrace.events.ChunkRoute;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Plan;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.stage.StageHandler;
import dev.millrace.postprocess.pipeline.FinishedRequests.Winner;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The referee of one lane: reads endings in the order of their partition, lets the first of each
 * request win, and passes streams through their processors on the way.
 */
final class OutcomesListener implements StageHandler<SpecificRecord> {

    /** The chunk count of a stream that was given up: no reader takes what it saw for the whole. */
    static final int MORE_THAN_SENT = Integer.MAX_VALUE;

    private final OutcomePipeline pipeline;
    private final Processors processors;
    private final FinishPublisher finishes;
    private final Publisher chunks;
    private final IntFunction<PartitionState> assigned;
    private final Executor executor;
    private final PipelineMetrics metrics;
    private final Map<Integer, PartitionState> partitions = new ConcurrentHashMap<>();

    OutcomesListener(
            OutcomePipeline pipeline,
            Processors processors,
            FinishPublisher finishes,
            Publisher chunks,
            IntFunction<PartitionState> assigned,
            Executor executor,
            PipelineMetrics metrics) {
        this.pipeline = pipeline;
        this.processors = processors;
        this.finishes = finishes;
        this.chunks = chunks;
        this.assigned = assigned;
        this.executor = executor;
        this.metrics = metrics;
        metrics.openStreams(this::openStreams);
    }

    @Override
    public CompletionStage<?> on(List<Received<SpecificRecord>> batch) {
        List<CompletableFuture<?>> sent = new ArrayList<>(batch.size());
        for (Received<SpecificRecord> record : batch) {
            PartitionState state = state(record.position().partition());
            try (var _ = record.trace().makeCurrent()) {
                synchronized (state) {
                    state.reading(record.position().offset());
                    switch (record.value()) {
                        case ReplyChunk chunk -> on(record, chunk, state).ifPresent(sent::add);
                        case OutcomeReached outcome ->
                                on(record.position().offset(), outcome, state).ifPresent(sent::add);
                        default -> metrics.foreign();
                    }
                }
            }
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
    }

    @Override
    public long commitFloor(String topic, int partition, long end) {
        PartitionState state = partitions.get(partition);
        if (state == null) {
            return end;
        }
        synchronized (state) {
            return state.streams().floor(end);
        }
    }

    @Override
    public void revoked(String topic, int partition) {
        partitions.remove(partition);
    }

    private PartitionState state(int partition) {
        return partitions.computeIfAbsent(partition, assigned::apply);
    }

    private Optional<CompletableFuture<?>> on(
            Received<SpecificRecord> record, ReplyChunk chunk, PartitionState state) {
        long offset = record.position().offset();
        ChunkProcessing processing = chunk.getProcessing().orElse(null);
        ReplyAddress address = processing == null ? null : processing.getReplyTo().orElse(null);
        if (processing == null
                || address == null
                || state.finished().finishedBefore(chunk.getRequestId(), offset)) {
            return Optional.empty();
        }
        OpenStream stream =
                state.streams()
                        .of(
                                chunk,
                                offset,
                                record.timestamp(),
                                () ->
                                        new OpenStream(
                                                chunk,
                                                record.timestamp(),
                                                address.getPartition(),
                                                processors.stream(processing.getProcessors())));
        if (stream == null) {
            return Optional.empty();
        }
        try {
            Optional<CompletableFuture<?>> sent =
                    stream.accept(chunk).map(next -> send(stream, next));
            sent.ifPresent(stream::sending);
            return sent;
        } catch (OpenStream.Broken broken) {
            state.streams().forget(stream);
            metrics.broken();
            return Optional.empty();
        }
    }

    private Optional<CompletableFuture<?>> on(
            long offset, OutcomeReached outcome, PartitionState state) {
        Winner winner = state.finished().judge(outcome, offset);
        if (winner == null) {
            metrics.late();
            return Optional.empty();
        }
        OpenStream stream =
                state.streams()
                        .end(outcome.getRequestId(), outcome.getAttemptId().orElse(null), offset);
        if (winner.recorded()) {
            return Optional.of(repeat(outcome, winner, stream));
        }
        int chunkCount = chunkCount(outcome, stream);
        CompletableFuture<?> before =
                stream == null ? CompletableFuture.allOf() : stream.acknowledged();
        Executor traced = Context.current().wrap(executor);
        CompletableFuture<RequestFinished> made;
        if (OutcomePipeline.needsStore(outcome)) {
            made = before.thenApplyAsync(_ -> pipeline.finish(outcome, chunkCount), traced);
        } else {
            RequestFinished finish = pipeline.finish(outcome, chunkCount);
            made = before.thenApply(_ -> finish);
        }
        metrics.begun();
        return Optional.of(
                compose(
                                made,
                                finish ->
                                        finishes.publish(
                                                finish,
                                                () -> {
                                                    winner.record();
                                                    metrics.finished(finish.getEnding());
                                                }),
                                traced)
                        .whenComplete((_, _) -> metrics.ended()));
    }

    /** `results` holds the finish already; its client may not have been told. */
    private CompletableFuture<?> repeat(
            OutcomeReached outcome, Winner winner, @Nullable OpenStream stream) {
        int chunkCount =
                winner.chunkCount() >= 0 ? winner.chunkCount() : chunkCount(outcome, stream);
        CompletableFuture<?> before =
                stream == null ? CompletableFuture.allOf() : stream.acknowledged();
        Executor traced = Context.current().wrap(executor);
        return compose(
                before.thenApplyAsync(_ -> pipeline.finish(outcome, chunkCount), traced),
                finishes::reply,
                traced);
    }

    /** Runs on at once when there is nothing to wait for: the usual case costs no other thread. */
    private static <T> CompletableFuture<?> compose(
            CompletableFuture<T> made,
            Function<T, CompletableFuture<@Nullable Void>> next,
            Executor executor) {
        if (made.isDone() && !made.isCompletedExceptionally()) {
            return next.apply(made.join());
        }
        return made.thenComposeAsync(next, executor);
    }

    /** How many chunks of the outcome's attempt a reader must have seen; sends the last of them. */
    private int chunkCount(OutcomeReached outcome, @Nullable OpenStream stream) {
        if (stream == null) {
            return lostStream(outcome) ? MORE_THAN_SENT : outcome.getChunkCount();
        }
        try {
            stream.finish().ifPresent(last -> stream.sending(send(stream, last)));
            return stream.chunkCount();
        } catch (OpenStream.Broken broken) {
            metrics.broken();
            return MORE_THAN_SENT;
        }
    }

    private static boolean lostStream(OutcomeReached outcome) {
        boolean waited = outcome.getHead().flatMap(head -> head.getReplyTo()).isPresent();
        return waited
                && outcome.getChunkCount() > 0
                && outcome.getPlan().map(Plan::getChunkRoute).orElse(ChunkRoute.DIRECT)
                        == ChunkRoute.POSTPROCESS;
    }

    private CompletableFuture<?> send(OpenStream stream, ReplyChunk chunk) {
        return chunks.publish(Topics.REPLIES, stream.replyPartition(), chunk.getRequestId(), chunk);
    }

    private int openStreams() {
        return partitions.values().stream()
                .mapToInt(
                        state -> {
                            synchronized (state) {
                                return state.streams().count();
                            }
                        })
                .sum();
    }
}
