package dev.millrace.provider.ollama;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The {@code num_ctx} of each call. A prompt that is longer than the context is cut without a word,
 * and what a server takes by default depends on its memory: 4,096 tokens at the least. Another size
 * makes the server load the model anew, which takes seconds, so sizes are powers of two and one
 * that was needed is kept for a while. Thread-safe.
 */
final class ContextSizes {

    /** What every server takes unasked. */
    private static final long DEFAULT = 4_096;

    /** Longer than this an idle model does not stay loaded. */
    private static final Duration KEEP = Duration.ofMinutes(5);

    private static final int MOST_MODELS = 1_000;

    private record Held(long size, Instant needed) {}

    private final Map<String, Held> byModel = new ConcurrentHashMap<>();
    private final Clock clock;

    ContextSizes(Clock clock) {
        this.clock = clock;
    }

    /**
     * The size for a call; 0 when the default will do.
     *
     * @param tokens of prompt and answer together, rather too many than too few
     * @param window of the model; 0 when unknown
     */
    long of(String model, long tokens, long window) {
        long size = size(tokens, window);
        if (byModel.size() >= MOST_MODELS) {
            byModel.clear();
        }
        Instant now = clock.instant();
        Held held =
                byModel.merge(
                        model,
                        new Held(size, now),
                        (before, asked) ->
                                before.size() > size && before.needed().plus(KEEP).isAfter(now)
                                        ? before
                                        : asked);
        return Objects.requireNonNull(held).size();
    }

    /** The server could not: the size may have been more than its memory holds. */
    void forget(String model) {
        byModel.remove(model);
    }

    private static long size(long tokens, long window) {
        if (tokens <= DEFAULT) {
            return 0;
        }
        long size = Long.highestOneBit(Math.min(tokens, 1L << 30) - 1) << 1;
        return window > 0 ? Math.min(size, window) : size;
    }
}
