package dev.millrace.rag.house;

import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Failure;
import dev.millrace.events.Lane;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Usage;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.LogPart;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Pace;
import dev.millrace.testbed.Peer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * The provider-service as far as embeddings go. A model's name says what it does: {@code words-N}
 * answers with N numbers, {@code shuffled} in any order, {@code broken} refuses for good, {@code
 * flaky} fails each batch once, {@code short}, {@code zero}, {@code infinite} and {@code ragged}
 * answer wrongly, {@code silent} never.
 */
public final class EmbeddingNeighbour implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> MODELS =
            List.of(
                    "words-32",
                    "words-48",
                    "shuffled",
                    "broken",
                    "flaky",
                    "short",
                    "zero",
                    "infinite",
                    "ragged",
                    "silent");

    private final Peer provider = new Peer(Service.PROVIDER);
    private final List<LogPart> parts = new ArrayList<>();
    private final List<ExecutionReady> seen = new CopyOnWriteArrayList<>();
    private final Set<String> failedOnce = ConcurrentHashMap.newKeySet();

    public EmbeddingNeighbour() {
        for (String model : MODELS) {
            offer(model, "default", Operation.EMBEDDINGS);
        }
        offer("chatty", "default", Operation.CHAT);
        offer("theirs", "other", Operation.EMBEDDINGS);
        for (Lane lane : Lane.values()) {
            LogPart part =
                    provider.log()
                            .ledger(
                                    "embedding-test."
                                            + lane.name().toLowerCase(java.util.Locale.ROOT),
                                    Topics.EXECUTIONS.of(lane),
                                    (record, _) -> on(record));
            part.start();
            parts.add(part);
        }
    }

    /** What was asked. */
    public List<ExecutionReady> seen() {
        return seen;
    }

    private void offer(String model, String tenant, Operation operation) {
        provider.publish(
                        Topics.CATALOG,
                        "model/testbed/" + model,
                        ModelOffered.newBuilder()
                                .setProvider("testbed")
                                .setModel(model)
                                .setOwner(new Owner(tenant, tenant, tenant))
                                .setSince(Instant.EPOCH)
                                .setOperations(List.of(operation))
                                .build())
                .join();
    }

    private void on(Received<ExecutionReady> record) throws Exception {
        ExecutionReady ready = record.value();
        if (ready.getInternal().isEmpty()) {
            return;
        }
        seen.add(ready);
        RequestHead head = ready.getRequest().getHead();
        String model = ready.getPlan().getCandidates().getFirst().getModel();
        if (model.equals("silent")) {
            return;
        }
        JsonNode body = JSON.readTree(Content.openText(ready.getRequest().getBody()).orElseThrow());
        ReplyAddress replyTo = head.getReplyTo().orElseThrow();
        provider.log()
                .publisher(Pace.INTERACTIVE)
                .publish(
                        Topics.REPLIES,
                        replyTo.getPartition(),
                        head.getRequestId(),
                        finish(head, model, body))
                .get();
    }

    private RequestFinished finish(RequestHead head, String model, JsonNode body) {
        boolean flaky = model.equals("flaky") && failedOnce.add(body.toString());
        if (model.equals("broken") || flaky) {
            return ended(head, Ending.FAILED)
                    .setFailure(
                            new Failure(
                                    flaky ? "upstream_overloaded" : "context_length_exceeded",
                                    null,
                                    flaky ? 503 : 400,
                                    flaky,
                                    null,
                                    Content.clear("It says no."),
                                    List.of()))
                    .build();
        }
        return ended(head, Ending.COMPLETED)
                .setCompletion(
                        Completion.newBuilder()
                                .setProvider("testbed")
                                .setModel(model)
                                .setOutput(
                                        Content.clear(data(model, body.path("input")).toString()))
                                .setUsage(Usage.newBuilder().build())
                                .build())
                .build();
    }

    private static RequestFinished.Builder ended(RequestHead head, Ending ending) {
        return RequestFinished.newBuilder()
                .setRequestId(head.getRequestId())
                .setOwner(head.getAuthority().getOwner())
                .setLane(head.getLane())
                .setEnding(ending)
                .setFinishedAt(Instant.now());
    }

    private static ArrayNode data(String model, JsonNode input) {
        List<JsonNode> items = new ArrayList<>();
        for (int i = 0; i < input.size(); i++) {
            int numbers =
                    model.startsWith("words-")
                            ? Integer.parseInt(model.substring("words-".length()))
                            : model.equals("lexical-384") ? 384 : 16;
            float[] vector = vector(input.get(i).stringValue(), numbers + odd(model, i));
            if (model.equals("zero")) {
                vector = new float[16];
            } else if (model.equals("infinite")) {
                vector[3] = Float.POSITIVE_INFINITY;
            }
            items.add(
                    JSON.createObjectNode()
                            .put("object", "embedding")
                            .put("index", i)
                            .put("embedding", packed(vector)));
        }
        if (model.equals("shuffled")) {
            Collections.reverse(items);
        } else if (model.equals("short")) {
            items.removeLast();
        }
        return JSON.createArrayNode().addAll(items);
    }

    private static int odd(String model, int i) {
        return model.equals("ragged") ? i % 2 : 0;
    }

    /** Tells texts apart: its first number is their length. */
    public static float[] vector(String text, int numbers) {
        float[] vector = new float[numbers];
        vector[0] = text.length();
        for (int i = 0; i < text.length(); i++) {
            vector[1 + i % (numbers - 1)] += text.charAt(i);
        }
        return vector;
    }

    private static String packed(float[] vector) {
        ByteBuffer floats =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            floats.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(floats.array());
    }

    @Override
    public void close() {
        parts.forEach(LogPart::close);
        provider.close();
    }
}
