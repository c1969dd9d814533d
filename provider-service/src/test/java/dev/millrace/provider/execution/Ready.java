package dev.millrace.provider.execution;

import dev.millrace.events.Authority;
import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.ChunkRoute;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Grounding;
import dev.millrace.events.InternalCall;
import dev.millrace.events.Lane;
import dev.millrace.events.Money;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.Plan;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Retention;
import dev.millrace.events.content.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes executions for tests. */
final class Ready {

    /** What is asked unless a test says otherwise. */
    static final String BODY =
            "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final String requestId;
    private final List<Candidate> candidates = new ArrayList<>();
    private List<String> allowedModels = List.of();
    private List<Lane> allowedLanes = List.of();
    private Lane lane = Lane.INTERACTIVE;
    private Operation operation = Operation.CHAT;
    private boolean stream;
    private Retention retention = Retention.STANDARD;
    private Instant deadline = Instant.now().plusSeconds(30);
    private ChunkRoute route = ChunkRoute.DIRECT;
    private @Nullable String runId;
    private @Nullable ReplyAddress replyTo = new ReplyAddress(3, 0L);
    private @Nullable InternalCall internal;
    private @Nullable Money reservation;
    private @Nullable Grounding grounding;
    private String tenant = "tenant";
    private String cacheControl = "";
    private String body = BODY;

    Ready(String requestId) {
        this.requestId = requestId;
    }

    Ready candidate(String provider, String model) {
        candidates.add(
                new Candidate(provider, model, "", CandidateUse.ALWAYS, "", "", null, null, null));
        return this;
    }

    /** One of a model group that takes so many calls at a time. */
    Ready deployment(String provider, String model, @Nullable Integer most) {
        candidates.add(
                new Candidate(
                        provider,
                        model,
                        "",
                        CandidateUse.ALWAYS,
                        "group/" + provider,
                        "",
                        null,
                        null,
                        most));
        return this;
    }

    Ready streamed() {
        stream = true;
        return this;
    }

    Ready postprocessed() {
        route = ChunkRoute.POSTPROCESS;
        return this;
    }

    Ready bulk() {
        lane = Lane.BULK;
        return this;
    }

    Ready embeddings(String json) {
        operation = Operation.EMBEDDINGS;
        body = json;
        return this;
    }

    Ready body(String json) {
        body = json;
        return this;
    }

    Ready tenant(String name) {
        tenant = name;
        return this;
    }

    Ready cacheControl(String header) {
        cacheControl = header;
        return this;
    }

    Ready retention(Retention choice) {
        retention = choice;
        return this;
    }

    Ready nobodyWaits() {
        replyTo = null;
        return this;
    }

    Ready repliesTo(ReplyAddress address) {
        replyTo = address;
        return this;
    }

    Ready run(String id) {
        runId = id;
        return this;
    }

    Ready deadline(Instant instant) {
        deadline = instant;
        return this;
    }

    Ready models(String... allowed) {
        allowedModels = List.of(allowed);
        return this;
    }

    Ready lanes(Lane... allowed) {
        allowedLanes = List.of(allowed);
        return this;
    }

    Ready internal(@Nullable Money reserved) {
        internal = new InternalCall("rag-service", "document-1");
        reservation = reserved;
        return this;
    }

    Ready grounded(Grounding found) {
        grounding = found;
        return this;
    }

    ExecutionReady make() {
        RequestHead head =
                new RequestHead(
                        requestId,
                        operation,
                        lane,
                        Instant.now(),
                        deadline,
                        Authority.newBuilder()
                                .setOwner(new Owner(tenant, "team", "user"))
                                .setKeyId("key-1")
                                .setAllowedModels(allowedModels)
                                .setAllowedLanes(allowedLanes)
                                .setReservation(reservation)
                                .setRetention(retention)
                                .build(),
                        "x",
                        stream,
                        false,
                        false,
                        List.of(),
                        replyTo,
                        runId,
                        0L,
                        Map.of("team", "blue"),
                        cacheControl);
        return new ExecutionReady(
                new RequestAccepted(head, Content.clear(body), null, null),
                Plan.newBuilder().setCandidates(candidates).setChunkRoute(route).build(),
                grounding,
                internal);
    }
}
