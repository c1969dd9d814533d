package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.protocol.Request;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The body a compatible server gets: the caller's own, with what must differ. */
final class UpstreamBody {

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] USAGE =
            "{\"include_usage\":true}".getBytes(StandardCharsets.US_ASCII);

    /** Decided by the call, whatever the caller sent. */
    static final Set<String> SET = Set.of("model", "stream", "stream_options");

    private UpstreamBody() {}

    static byte[] chat(ChatCall call, Dialect dialect) {
        Map<String, byte[]> set = new LinkedHashMap<>();
        set.put("model", Json.string(call.model()));
        if (call.stream()) {
            set.put("stream", TRUE);
            if (dialect.streamUsage()) {
                set.put("stream_options", USAGE);
            }
        }
        Set<String> dropped = new HashSet<>(SET);
        dropped.addAll(Request.OURS);
        dropped.addAll(dialect.dropped());
        Map<String, String> renamed =
                switch (dialect.limitName(call.model())) {
                    case MAX_TOKENS -> Map.of("max_completion_tokens", "max_tokens");
                    case MAX_COMPLETION_TOKENS -> Map.of("max_tokens", "max_completion_tokens");
                    case AS_SENT -> Map.of();
                };
        return call.body().rewritten(set, renamed, dropped);
    }

    static byte[] embeddings(EmbeddingCall call) {
        Set<String> dropped = new HashSet<>(Request.OURS);
        dropped.add("model");
        return call.body().rewritten(Map.of("model", Json.string(call.model())), Map.of(), dropped);
    }
}
