package dev.millrace.boot.metrics;

import java.time.Duration;
import java.util.stream.DoubleStream;

/**
 * Names and buckets of OpenTelemetry's GenAI metrics (semantic-conventions-genai, development
 * status, schema gen-ai-dev/1.42.0-dev). Held here and not taken from generated constants: those of
 * the core conventions are deprecated and the new repository has made no release.
 */
public final class GenAiMetrics {

    /** Timer: one call to a provider. */
    public static final String INFERENCE_DURATION = "gen_ai.client.inference.duration";

    /** Timer: one call for embeddings. */
    public static final String EMBEDDINGS_DURATION = "gen_ai.client.embeddings.duration";

    /** Timer: from the call to the first chunk. */
    public static final String TIME_TO_FIRST_CHUNK = "gen_ai.client.inference.time_to_first_chunk";

    /** Timer: from chunk to chunk. */
    public static final String TIME_PER_OUTPUT_CHUNK =
            "gen_ai.client.inference.time_per_output_chunk";

    /** Counter: tokens as billed; cached ones are a part of these. */
    public static final String INPUT_TOKENS = "gen_ai.client.inference.usage.input_tokens";

    /** Counter: reasoning is a part of these. */
    public static final String OUTPUT_TOKENS = "gen_ai.client.inference.usage.output_tokens";

    public static final String CACHE_READ_TOKENS =
            "gen_ai.client.inference.usage.cache_read.input_tokens";
    public static final String CACHE_WRITE_TOKENS =
            "gen_ai.client.inference.usage.cache_write.input_tokens";
    public static final String REASONING_TOKENS =
            "gen_ai.client.inference.usage.reasoning.output_tokens";

    /** Histogram: input tokens of one call. */
    public static final String OPERATION_INPUT_TOKENS =
            "gen_ai.client.inference.operation.input_tokens";

    /** Histogram: output tokens of one call. */
    public static final String OPERATION_OUTPUT_TOKENS =
            "gen_ai.client.inference.operation.output_tokens";

    /** Timer: one request as the gateway's client sees it. */
    public static final String SERVER_DURATION = "gen_ai.server.request.duration";

    /** Timer: from the request to the first token sent. */
    public static final String SERVER_TIME_TO_FIRST_TOKEN = "gen_ai.server.time_to_first_token";

    /** Timer: from token to token, after the first. */
    public static final String SERVER_TIME_PER_TOKEN = "gen_ai.server.time_per_output_token";

    /** Tags. Never one per user, request or key: each would be a series of its own. */
    public static final String OPERATION = "gen_ai.operation.name";

    public static final String PROVIDER = "gen_ai.provider.name";
    public static final String REQUEST_MODEL = "gen_ai.request.model";
    public static final String RESPONSE_MODEL = "gen_ai.response.model";
    public static final String ERROR_TYPE = "error.type";
    public static final String TOKEN_MODALITY = "gen_ai.token.modality";

    private GenAiMetrics() {}

    /** For durations: 0.01·2ⁿ seconds up to 81.92. */
    public static Duration[] durationBuckets() {
        Duration[] buckets = new Duration[14];
        for (int n = 0; n < buckets.length; n++) {
            buckets[n] = Duration.ofMillis(10L << n);
        }
        return buckets;
    }

    /** For token histograms: 4ⁿ up to 67,108,864. */
    public static double[] tokenBuckets() {
        return DoubleStream.iterate(1, bucket -> bucket * 4).limit(14).toArray();
    }

    /** For {@link #SERVER_TIME_TO_FIRST_TOKEN}. */
    public static Duration[] firstTokenBuckets() {
        return millis(1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000);
    }

    /** For {@link #SERVER_TIME_PER_TOKEN}. */
    public static Duration[] perTokenBuckets() {
        return millis(10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 2500);
    }

    private static Duration[] millis(long... millis) {
        Duration[] buckets = new Duration[millis.length];
        for (int i = 0; i < millis.length; i++) {
            buckets[i] = Duration.ofMillis(millis[i]);
        }
        return buckets;
    }
}
