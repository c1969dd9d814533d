package dev.millrace.gateway.replies;

import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.Usage;
import dev.millrace.events.content.Content;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Records of one request for tests. */
public final class Records {

    public static final String ID = "01938f5e-7d5a-7000-8000-0123456789ab";
    private static final Owner OWNER = Owner.newBuilder().build();
    private static final JsonMapper JSON = JsonMapper.shared();

    private Records() {}

    /** A chunk with one field of one choice. */
    public static ReplyChunk chunk(String attempt, int sequence, String field, String text) {
        String delta =
                "{" + JSON.writeValueAsString(field) + ":" + JSON.writeValueAsString(text) + "}";
        return raw(
                attempt,
                sequence,
                "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]");
    }

    public static ReplyChunk raw(String attempt, int sequence, String choices) {
        return ReplyChunk.newBuilder()
                .setRequestId(ID)
                .setOwner(OWNER)
                .setAttemptId(attempt)
                .setSequence(sequence)
                .setModel("m")
                .setChoices(Content.clear(choices))
                .build();
    }

    public static RequestFinished finished(String attempt, int chunks, String choices) {
        return RequestFinished.newBuilder()
                .setRequestId(ID)
                .setOwner(OWNER)
                .setLane(Lane.INTERACTIVE)
                .setEnding(Ending.COMPLETED)
                .setFinishedAt(Instant.EPOCH)
                .setAttemptId(attempt)
                .setChunkCount(chunks)
                .setCompletion(
                        Completion.newBuilder()
                                .setProvider("p")
                                .setModel("m")
                                .setOutput(Content.clear(choices))
                                .setUsage(
                                        Usage.newBuilder()
                                                .setInputTokens(3)
                                                .setOutputTokens(5)
                                                .build())
                                .build())
                .build();
    }

    public static RequestFinished failed(Ending ending, @Nullable String code) {
        return RequestFinished.newBuilder()
                .setRequestId(ID)
                .setOwner(OWNER)
                .setLane(Lane.INTERACTIVE)
                .setEnding(ending)
                .setFinishedAt(Instant.EPOCH)
                .setFailure(code == null ? null : Failure.newBuilder().setCode(code).build())
                .build();
    }
}
