package dev.millrace.proof.badinput;

import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.upstream.EchoUpstream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;

/**
 * Bodies that grow on the road: records carry them from stage to stage, and each adds to them. With
 * bodies of any size inside the record ({@link #INLINE}), some fit as they come and no longer
 * later. How much each stage adds is measured on a request that fits.
 */
final class Growth {

    /** What the gateway must be told: by default larger bodies lie in the content store. */
    static final String INLINE = "MILLRACE_GATEWAY_INLINE";

    /** What a record's key and value may have together: 16 MiB without room for their batch. */
    private static final int MOST = (16 << 20) - (64 << 10);

    private static final int PROBE = 2_000_000;

    /** The longest name there may be, so that the grounding that repeats it adds most. */
    static final String KNOWLEDGE_BASE = "k".repeat(200);

    private final int accepted;
    private final int planned;
    private final int grounded;

    private Growth(int accepted, int planned, int grounded) {
        this.accepted = accepted;
        this.planned = planned;
        this.grounded = grounded;
    }

    /** The request to measure. */
    static BodyPublisher probe() {
        return body(PROBE);
    }

    /** Reads what the stages made of the probe. */
    static Growth of(String bootstrapServers, String requestId) {
        try (RawTopics topics = new RawTopics(bootstrapServers)) {
            return new Growth(
                    added(topics, "requests", requestId),
                    added(topics, "retrievals", requestId),
                    added(topics, "executions", requestId));
        }
    }

    private static int added(RawTopics topics, String stage, String requestId) {
        return topics.read("millrace." + stage + ".interactive").stream()
                        .filter(raw -> raw.key().equals(requestId))
                        .mapToInt(RawTopics.Raw::size)
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalStateException("the probe is not on " + stage))
                - PROBE;
    }

    BodyPublisher overRecord() {
        return body(MOST + 1);
    }

    BodyPublisher overWithPlan() {
        return body(MOST - (accepted + planned) / 2);
    }

    BodyPublisher overWithGrounding() {
        return body(MOST - (planned + grounded) / 2);
    }

    /** A prompt the upstream refuses. */
    static BodyPublisher overContext() {
        return BodyPublishers.ofString(
                before() + "word ".repeat(EchoUpstream.CONTEXT + 1) + "\"}]}");
    }

    /** A body of so many bytes. */
    private static BodyPublisher body(int size) {
        String before = before();
        String after = "\"}]}";
        return BodyPublishers.ofString(
                before + "x".repeat(size - before.length() - after.length()) + after);
    }

    private static String before() {
        return "{\"model\":\"%s\",\"retrieval\":{\"knowledge_base\":\"%s\"},\"messages\":[{\"role\":\"user\",\"content\":\"nonce:growth "
                .formatted(EchoUpstream.MODEL, KNOWLEDGE_BASE);
    }
}
