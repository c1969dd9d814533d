package dev.millrace.log.sample;

import dev.millrace.events.Authority;
import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.Plan;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records with every kind of field in them. */
public final class Samples {

    public static final Owner OWNER = new Owner("tenant-1", "team-2", "user-3");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123Z");

    private Samples() {}

    public static RequestHead head(String requestId, Lane lane) {
        return RequestHead.newBuilder()
                .setRequestId(requestId)
                .setLane(lane)
                .setAcceptedAt(NOON)
                .setDeadline(NOON.plusSeconds(60))
                .setAuthority(Authority.newBuilder().setOwner(OWNER).setKeyId("key").build())
                .setModel("größer-模型")
                .setReplyTo(new ReplyAddress(3, 4_000_000_000L))
                .setTags(Map.of("a", "b"))
                .setNeeds(List.of("tools", "vision"))
                .build();
    }

    public static RequestAccepted accepted(String requestId, Lane lane, String body) {
        return RequestAccepted.newBuilder()
                .setHead(head(requestId, lane))
                .setBody(Content.clear(body))
                .build();
    }

    public static RequestAccepted accepted(String requestId) {
        return accepted(requestId, Lane.INTERACTIVE, "{\"messages\":[]}");
    }

    public static ExecutionReady execution(String requestId) {
        return ExecutionReady.newBuilder()
                .setRequest(accepted(requestId))
                .setPlan(
                        Plan.newBuilder()
                                .setCandidates(
                                        List.of(
                                                new Candidate(
                                                        "simulator",
                                                        "echo",
                                                        "",
                                                        CandidateUse.ALWAYS,
                                                        "",
                                                        "",
                                                        null,
                                                        null,
                                                        null)))
                                .build())
                .build();
    }

    public static OutcomeReached outcome(String requestId) {
        return OutcomeReached.newBuilder()
                .setRequestId(requestId)
                .setOwner(OWNER)
                .setLane(Lane.INTERACTIVE)
                .setEnding(Ending.EXPIRED)
                .setReachedAt(NOON)
                .setDecidedBy("api-gateway")
                .build();
    }
}
