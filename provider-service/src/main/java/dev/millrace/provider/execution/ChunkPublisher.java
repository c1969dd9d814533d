package dev.millrace.provider.execution;

import dev.millrace.events.ChunkProcessing;
import dev.millrace.events.ChunkRoute;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Plan;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Publisher;
import dev.millrace.provider.chat.ChunkSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the parts of one attempt's answer as they come: straight to the instance that waits, or
 * through the post-processors, as the plan says. Without a reply address nobody waits, and it only
 * takes the time of the first. Used by the attempt's thread alone.
 */
final class ChunkPublisher implements ChunkSink {

    /** Unacknowledged at most: then the upstream is held back instead of this process's memory. */
    private static final int IN_FLIGHT = 256;

    private final RequestHead head;
    private final Plan plan;
    private final @Nullable ReplyAddress replyTo;
    private final String attemptId;
    private final Publisher publisher;
    private final Deque<CompletableFuture<Position>> unacknowledged = new ArrayDeque<>();
    private final long begun = System.nanoTime();
    private @Nullable Long firstTokenMillis;
    private int count;

    ChunkPublisher(ExecutionReady ready, String attemptId, Publisher publisher) {
        this.head = ready.getRequest().getHead();
        this.plan = ready.getPlan();
        this.replyTo = head.getReplyTo().orElse(null);
        this.attemptId = attemptId;
        this.publisher = publisher;
    }

    @Override
    public void accept(String model, byte[] choices) throws InterruptedException {
        if (firstTokenMillis == null) {
            firstTokenMillis = (System.nanoTime() - begun) / 1_000_000;
        }
        ReplyAddress address = replyTo;
        if (address == null) {
            return;
        }
        while (!unacknowledged.isEmpty()
                && (unacknowledged.size() >= IN_FLIGHT || unacknowledged.getFirst().isDone())) {
            Acknowledged.await(unacknowledged.removeFirst());
        }
        unacknowledged.add(publish(address, model, choices));
        count++;
    }

    private CompletableFuture<Position> publish(
            ReplyAddress address, String model, byte[] choices) {
        boolean direct = plan.getChunkRoute() == ChunkRoute.DIRECT;
        ReplyChunk chunk =
                new ReplyChunk(
                        head.getRequestId(),
                        head.getAuthority().getOwner(),
                        attemptId,
                        count,
                        model,
                        Content.clear(choices),
                        direct ? null : new ChunkProcessing(address, plan.getProcessors()));
        return direct
                ? publisher.publish(
                        Topics.REPLIES, address.getPartition(), head.getRequestId(), chunk)
                : publisher.publish(Topics.OUTCOMES.of(head.getLane()), head.getRequestId(), chunk);
    }

    /** Chunks published. */
    int count() {
        return count;
    }

    @Nullable Long firstTokenMillis() {
        return firstTokenMillis;
    }

    /** An outcome may only follow chunks that are there. */
    void awaitAll() throws InterruptedException {
        while (!unacknowledged.isEmpty()) {
            Acknowledged.await(unacknowledged.removeFirst());
        }
    }
}
