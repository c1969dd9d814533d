package dev.millrace.gateway.house;

import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.ChunkRoute;
import dev.millrace.events.Citation;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.Grounded;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.Plan;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.events.Usage;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.LogPart;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.stage.StageHandler;
import dev.millrace.testbed.Peer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays router, provider and postprocess on the real log. What the prompt says, it does: {@code
 * echo TEXT}, {@code fail CODE}, {@code never}, {@code slowly TEXT}, {@code restart A / B} (one
 * attempt says A and dies, the next says B). A request with {@code retrieval} is grounded.
 */
public final class Road implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Peer postprocess = new Peer(Service.POSTPROCESS);
    private final Peer provider = new Peer(Service.PROVIDER);
    private final Publisher publisher = postprocess.log().publisher(Pace.INTERACTIVE);
    private final List<LogPart> parts = new ArrayList<>();
    private final Map<String, Boolean> ended = new ConcurrentHashMap<>();
    private final Map<String, Grounded> grounded = new ConcurrentHashMap<>();
    private final List<RequestAccepted> accepted = new CopyOnWriteArrayList<>();
    private final List<OutcomeReached> outcomes = new CopyOnWriteArrayList<>();

    public Road() {
        for (var topic : Topics.REQUESTS.both()) {
            parts.add(
                    postprocess
                            .log()
                            .stage("played", topic, Pace.INTERACTIVE, StageHandler.each(this::on)));
        }
        for (var topic : Topics.OUTCOMES.both()) {
            parts.add(
                    postprocess
                            .log()
                            .stage(
                                    "referee",
                                    topic,
                                    Pace.INTERACTIVE,
                                    StageHandler.each(this::onOutcome)));
        }
        parts.forEach(LogPart::start);
    }

    public boolean ready() {
        return parts.stream().allMatch(LogPart::ready);
    }

    /** Announces a model. */
    public void offer(String vendor, String model, Operation... operations) {
        ModelOffered offer =
                ModelOffered.newBuilder()
                        .setProvider(vendor)
                        .setModel(model)
                        .setOwner(Owner.newBuilder().build())
                        .setSince(Instant.parse("2026-01-01T00:00:00Z"))
                        .setOperations(List.of(operations))
                        .build();
        provider.publish(Topics.CATALOG, "model/" + vendor + "/" + model, offer).join();
    }

    /** Every request that was read, repeats included. */
    public List<RequestAccepted> accepted(String requestId) {
        return accepted.stream().filter(r -> r.getHead().getRequestId().equals(requestId)).toList();
    }

    /** The newest request whose prompt contains the text. */
    public @Nullable RequestHead asked(String text) {
        return accepted.reversed().stream()
                .filter(r -> Content.openText(r.getBody()).orElse("").contains(text))
                .map(RequestAccepted::getHead)
                .findFirst()
                .orElse(null);
    }

    /** The outcomes others decided for a request. */
    public List<OutcomeReached> outcomes(String requestId) {
        return outcomes.stream().filter(o -> o.getRequestId().equals(requestId)).toList();
    }

    /** Puts a request on the bulk lane, as a run would. */
    public void release(RequestAccepted request) {
        publisher.publish(Topics.REQUESTS.bulk(), request.getHead().getRequestId(), request).join();
    }

    private CompletableFuture<?> on(Received<RequestAccepted> record) {
        RequestAccepted request = record.value();
        accepted.add(request);
        if (ended.putIfAbsent("seen " + request.getHead().getRequestId(), true) == null) {
            Thread.startVirtualThread(() -> play(request));
        }
        return CompletableFuture.completedFuture(true);
    }

    private CompletableFuture<?> onOutcome(Received<SpecificRecord> record) {
        if (record.value() instanceof OutcomeReached outcome) {
            outcomes.add(outcome);
            finish(
                    outcome.getRequestId(),
                    outcome.getOwner(),
                    outcome.getHead().orElse(null),
                    outcome.getEnding(),
                    null,
                    outcome.getFailure().orElse(null),
                    null,
                    0);
        }
        return CompletableFuture.completedFuture(true);
    }

    private void play(RequestAccepted request) {
        RequestHead head = request.getHead();
        request.getRetrieval()
                .ifPresent(wanted -> grounded.put(head.getRequestId(), grounded(wanted)));
        String body = Content.openText(request.getBody()).orElse("");
        if (request.getBodyReference().isPresent()) {
            answer(head, "stored", 0, List.of());
            return;
        }
        JsonNode tree = JSON.readTree(body);
        if (head.getOperation() == Operation.EMBEDDINGS) {
            complete(
                    head,
                    "[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-0.25]}]",
                    "a",
                    0,
                    List.of());
            return;
        }
        String prompt = tree.path("messages").path(0).path("content").asString("");
        String[] words = prompt.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "never" -> {}
            case "fail" ->
                    finish(
                            head.getRequestId(),
                            head.getAuthority().getOwner(),
                            head,
                            Ending.FAILED,
                            null,
                            Failure.newBuilder()
                                    .setCode(rest)
                                    .setDetail(Content.clear("the vendor says: mind your prompt"))
                                    .build(),
                            null,
                            0);
            case "slowly" -> answer(head, rest, 100, dropped(tree));
            case "restart" -> restart(head, rest);
            case "cut" -> cut(head, rest);
            default -> answer(head, rest.isEmpty() ? prompt : rest, 0, dropped(tree));
        }
    }

    /** Its vendor does not take this one. */
    private static List<String> dropped(JsonNode body) {
        return body.has("seed") ? List.of("seed") : List.of();
    }

    private void answer(RequestHead head, String text, long pauseMillis, List<String> dropped) {
        int chunks = head.getStream() ? say(head, "attempt-1", text, pauseMillis) : 0;
        complete(head, message(text), "attempt-1", chunks, dropped);
    }

    private void restart(RequestHead head, String texts) {
        String[] both = texts.split(" / ", 2);
        say(head, "attempt-1", both[0], 0);
        int chunks = say(head, "attempt-2", both[1], 0);
        complete(head, message(both[1]), "attempt-2", chunks, List.of());
    }

    private void cut(RequestHead head, String text) {
        say(head, "attempt-1", text, 0);
        finish(
                head.getRequestId(),
                head.getAuthority().getOwner(),
                head,
                Ending.FAILED,
                null,
                Failure.newBuilder().setCode("upstream_interrupted").build(),
                "attempt-1",
                0);
    }

    private int say(RequestHead head, String attempt, String text, long pauseMillis) {
        int sequence = 0;
        chunk(head, attempt, sequence++, "{\"role\":\"assistant\",\"content\":\"\"}", "null");
        for (String word : text.split("(?<= )", -1)) {
            chunk(
                    head,
                    attempt,
                    sequence++,
                    "{\"content\":" + JSON.writeValueAsString(word) + "}",
                    "null");
            if (pauseMillis > 0) {
                sleep(pauseMillis);
            }
        }
        chunk(head, attempt, sequence++, "{}", "\"stop\"");
        return sequence;
    }

    private void chunk(
            RequestHead head, String attempt, int sequence, String delta, String reason) {
        ReplyChunk chunk =
                ReplyChunk.newBuilder()
                        .setRequestId(head.getRequestId())
                        .setOwner(head.getAuthority().getOwner())
                        .setAttemptId(attempt)
                        .setSequence(sequence)
                        .setModel("m1")
                        .setChoices(
                                Content.clear(
                                        "[{\"index\":0,\"delta\":"
                                                + delta
                                                + ",\"finish_reason\":"
                                                + reason
                                                + "}]"))
                        .build();
        head.getReplyTo()
                .ifPresent(
                        to ->
                                publisher
                                        .publish(
                                                Topics.REPLIES,
                                                to.getPartition(),
                                                head.getRequestId(),
                                                chunk)
                                        .join());
    }

    private void complete(
            RequestHead head, String output, String attempt, int chunks, List<String> dropped) {
        finish(
                head.getRequestId(),
                head.getAuthority().getOwner(),
                head,
                Ending.COMPLETED,
                Completion.newBuilder()
                        .setProvider("vendor")
                        .setModel("m1")
                        .setOutput(Content.clear(output))
                        .setFinishReasons(List.of("stop"))
                        .setUsage(Usage.newBuilder().setInputTokens(3).setOutputTokens(5).build())
                        .setSystemFingerprint("fp")
                        .setDropped(dropped)
                        .setNotes(List.of("structured: native"))
                        .setCached(head.getCacheControl().contains("only-if-cached"))
                        .build(),
                null,
                attempt,
                chunks);
    }

    private void finish(
            String id,
            Owner owner,
            @Nullable RequestHead head,
            Ending ending,
            @Nullable Completion completion,
            @Nullable Failure failure,
            @Nullable String attempt,
            int chunks) {
        if (ended.putIfAbsent(id, true) != null) {
            return; // The first ending wins.
        }
        RequestFinished finish =
                RequestFinished.newBuilder()
                        .setRequestId(id)
                        .setOwner(owner)
                        .setLane(head == null ? dev.millrace.events.Lane.BULK : head.getLane())
                        .setEnding(ending)
                        .setFinishedAt(Instant.now())
                        .setHead(head)
                        .setPlan(
                                Plan.newBuilder()
                                        .setCandidates(
                                                List.of(
                                                        new Candidate(
                                                                "vendor",
                                                                "m1",
                                                                "asked for",
                                                                CandidateUse.ALWAYS,
                                                                "",
                                                                "",
                                                                null,
                                                                null,
                                                                null)))
                                        .setChunkRoute(ChunkRoute.DIRECT)
                                        .build())
                        .setCompletion(completion)
                        .setFailure(failure)
                        .setAttemptId(attempt)
                        .setChunkCount(chunks)
                        .setAttempts(1)
                        .setGrounded(grounded.get(id))
                        .build();
        publisher.publish(Topics.RESULTS, id, finish).join();
        if (head != null && head.getReplyTo().isPresent()) {
            publisher
                    .publish(
                            Topics.REPLIES,
                            head.getReplyTo().orElseThrow().getPartition(),
                            id,
                            finish)
                    .join();
        }
    }

    /** The knowledge base {@code empty} knows nothing, every other one thing. */
    private static Grounded grounded(RetrievalRequest wanted) {
        boolean nothing = wanted.getKnowledgeBase().equals("empty");
        return new Grounded(
                wanted.getKnowledgeBase(),
                nothing ? 0 : 2,
                nothing
                        ? List.of()
                        : List.of(
                                Citation.newBuilder()
                                        .setMark(2)
                                        .setPassageId("p-2")
                                        .setDocumentId("d-1")
                                        .setDocumentName(Content.clear("a \"b\".md"))
                                        .setHeading(Content.clear("Colours > Sky"))
                                        .setStart(10)
                                        .setEnd(20)
                                        .setScore(0.00005)
                                        .build()));
    }

    private static String message(String text) {
        return "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                + JSON.writeValueAsString(text)
                + "},\"finish_reason\":\"stop\"}]";
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        parts.forEach(LogPart::close);
        postprocess.close();
        provider.close();
    }
}
