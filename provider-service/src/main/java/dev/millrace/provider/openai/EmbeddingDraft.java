package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.protocol.Request;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** An embedding request on its way to a vendor. Not thread-safe. */
public final class EmbeddingDraft {

    private final EmbeddingCall call;
    private final Set<String> without = new HashSet<>(Request.OURS);
    private final SortedSet<String> dropped = new TreeSet<>();

    EmbeddingDraft(EmbeddingCall call) {
        this.call = call;
        without.add("model");
    }

    /** A member is exactly this JSON literal. */
    public boolean is(String name, String literal) {
        return call.body().is(name, literal);
    }

    /** Without it, and nothing is lost. */
    public void leaveOut(String name) {
        without.add(name);
    }

    /** Without it, which the vendor does not take. */
    public void drop(String name) {
        if (call.body().has(name)) {
            dropped.add(name);
        }
        without.add(name);
    }

    Request request() {
        RequestBody body = call.body();
        return new Request(
                "/embeddings",
                body.rewritten(Map.of("model", Json.string(call.model())), Map.of(), without),
                dropped);
    }
}
