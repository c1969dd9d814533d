package dev.millrace.postprocess;

import dev.millrace.events.Authority;
import dev.millrace.events.ChunkProcessing;
import dev.millrace.events.ChunkRoute;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.Plan;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Retention;
import dev.millrace.events.Usage;
import dev.millrace.events.content.Content;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records as the stages before this service write them. */
public final class Outcomes {

    public static final Instant THEN = Instant.ofEpochMilli(1_800_000_000_000L);
    public static final Owner OWNER = new Owner("acme", "search", "ada");
    public static final int REPLY_PARTITION = 4;

    private static final List<String> PROCESSORS = List.of("reasoning", "honest-ending");

    private Outcomes() {}

    /** A chat's head in the interactive lane, waited for at {@link #REPLY_PARTITION}. */
    public static RequestHead.Builder head(String requestId) {
        return RequestHead.newBuilder()
                .setRequestId(requestId)
                .setOperation(Operation.CHAT)
                .setLane(Lane.INTERACTIVE)
                .setAcceptedAt(THEN)
                .setDeadline(THEN.plusSeconds(600))
                .setAuthority(
                        new Authority(
                                OWNER, "key-1", List.of(), List.of(), Retention.STANDARD, null))
                .setModel("m")
                .setTags(Map.of())
                .setReplyTo(new ReplyAddress(REPLY_PARTITION, 17L));
    }

    public static Plan plan(ChunkRoute route, String... processors) {
        return Plan.newBuilder()
                .setCandidates(List.of())
                .setProcessors(processors.length == 0 ? PROCESSORS : List.of(processors))
                .setChunkRoute(route)
                .build();
    }

    public static Completion completion(String output) {
        return Completion.newBuilder()
                .setProvider("p")
                .setModel("m-1")
                .setOutput(Content.clear(output))
                .setFinishReasons(List.of())
                .setUsage(Usage.newBuilder().build())
                .build();
    }

    /** A `choices` array of one answer that ended. */
    public static String answer(String content) {
        return """
        [{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}]"""
                .formatted(content);
    }

    public static OutcomeReached.Builder completed(String requestId, String content) {
        return outcome(requestId, Ending.COMPLETED)
                .setHead(head(requestId).build())
                .setPlan(plan(ChunkRoute.DIRECT))
                .setAttemptId("attempt-1")
                .setAttempts(1)
                .setCompletion(completion(answer(content)));
    }

    public static OutcomeReached.Builder failed(String requestId, String code) {
        return outcome(requestId, Ending.FAILED)
                .setHead(head(requestId).build())
                .setFailure(Failure.newBuilder().setCode(code).build());
    }

    /** An ending decided by someone who could not read the request. */
    public static OutcomeReached.Builder outcome(String requestId, Ending ending) {
        return OutcomeReached.newBuilder()
                .setRequestId(requestId)
                .setOwner(OWNER)
                .setLane(Lane.INTERACTIVE)
                .setEnding(ending)
                .setReachedAt(THEN)
                .setDecidedBy("provider-service");
    }

    public static ReplyChunk chunk(
            String requestId, String attemptId, int sequence, String content, boolean last) {
        String choices =
                """
                [{"index":0,"delta":{"content":"%s"},"finish_reason":%s}]"""
                        .formatted(content, last ? "\"stop\"" : "null");
        return new ReplyChunk(
                requestId,
                OWNER,
                attemptId,
                sequence,
                "m-1",
                Content.clear(choices),
                new ChunkProcessing(new ReplyAddress(REPLY_PARTITION, 17L), PROCESSORS));
    }
}
