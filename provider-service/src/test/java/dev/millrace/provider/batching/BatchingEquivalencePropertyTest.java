package dev.millrace.provider.batching;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Lane;
import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.embedding.EmbeddingLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class BatchingEquivalencePropertyTest {

    private static final int TRIES = 120;
    private static final String[] WORDS = {
        "a", "hello world", "雪が降る", "\\\"", "\\u00e9", "x, y", "[1]", "{\\\"input\\\":\\\"z\\\"}"
    };

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private String text(boolean mayFail) {
        String word = WORDS[random.nextInt(WORDS.length)].repeat(1 + random.nextInt(4));
        return "\"" + word + (mayFail && random.nextInt(25) == 0 ? " bad" : "") + "\"";
    }

    private String tokens() {
        return IntStream.range(0, 1 + random.nextInt(5))
                .mapToObj(_ -> Integer.toString(random.nextInt(50_000)))
                .collect(Collectors.joining(", ", "[ ", "]"));
    }

    private String list(java.util.function.Supplier<String> one) {
        return IntStream.range(0, 1 + random.nextInt(9))
                .mapToObj(_ -> one.get())
                .collect(Collectors.joining(" , ", "[", "]"));
    }

    private String body(boolean mayFail) {
        String input =
                switch (random.nextInt(5)) {
                    case 0, 1 -> text(mayFail);
                    case 2 -> tokens();
                    case 3 -> list(this::tokens);
                    default -> list(() -> text(mayFail));
                };
        String dimensions = random.nextInt(4) == 0 ? "\"dimensions\":7," : "";
        return "{"
                + dimensions
                + "\"model\":\"x"
                + random.nextInt(2)
                + "\",\"input\":"
                + input
                + "}";
    }

    /** Its answer without what it took, or its failure. */
    private static String told(CompletableFuture<Answer> asked) {
        try {
            return told(asked.join());
        } catch (CompletionException e) {
            return String.valueOf(((ProviderException) requireNonNull(e.getCause())).failure());
        }
    }

    private static String told(Answer answer) {
        // In the order of their indexes: alone a provider may answer in any.
        TreeMap<Integer, JsonNode> data = new TreeMap<>();
        JsonNode output = Json.MAPPER.readTree(answer.output());
        output.forEach(one -> data.put(one.path("index").asInt(-1), one));
        assertThat(data.keySet())
                .containsExactlyElementsOf(IntStream.range(0, output.size()).boxed().toList());
        List<String> vectors =
                data.values().stream()
                        .map(one -> one.path("object") + " " + one.path("embedding"))
                        .toList();
        return answer.model() + answer.dropped() + answer.finishReasons() + vectors;
    }

    private static String alone(Provider provider, Asking asking) throws InterruptedException {
        try {
            return told(provider.embeddings().embed(asking.call(), asking.cancellation()));
        } catch (ProviderException e) {
            return String.valueOf(e.failure());
        }
    }

    @Test
    void whatIsAskedTogetherIsAnsweredAsIfItWereAskedAlone() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            boolean mayFail = i % 2 == 0;
            EmbeddingLimits limits =
                    new EmbeddingLimits(true, 1 + random.nextInt(12), 20 + random.nextInt(200));
            CountingVectors upstream = new CountingVectors(limits);
            Provider provider = upstream.provider();
            EmbeddingBatches batches =
                    new EmbeddingBatches(
                            new BatchingProperties(
                                    Duration.ofMillis(random.nextInt(6)),
                                    Duration.ofMillis(random.nextInt(3)),
                                    false),
                            Clock.systemUTC());
            List<Asking> askings = new ArrayList<>();
            for (int n = 1 + random.nextInt(20); n > 0; n--) {
                askings.add(
                        Asking.of(
                                "t" + random.nextInt(2),
                                random.nextInt(4) == 0 ? Lane.INTERACTIVE : Lane.BULK,
                                body(mayFail)));
            }
            List<CompletableFuture<Answer>> together =
                    askings.stream().map(asking -> asking.of(batches, provider)).toList();
            List<String> got =
                    together.stream().map(BatchingEquivalencePropertyTest::told).toList();
            long took = upstream.tokens.get();
            assertThat(upstream.calls)
                    .as("seed %d: limits", seed)
                    .allMatch(call -> call.size() <= limits.inputs());
            if (!mayFail) {
                assertThat(
                                together.stream()
                                        .map(answer -> answer.join().usage())
                                        .mapToLong(Usage::getInputTokens)
                                        .sum())
                        .as("seed %d: what it took", seed)
                        .isEqualTo(took);
            }
            for (int n = 0; n < askings.size(); n++) {
                assertThat(got.get(n))
                        .as("seed %d, try %d: %s", seed, i, askings.get(n).body())
                        .isEqualTo(alone(provider, askings.get(n)));
            }
            // A shared call's own thread leaves a moment after its answers.
            await("seed " + seed + ": nothing is left").until(() -> batches.groups() == 0);
        }
    }

    @Test
    void whatACallTookIsDividedWithoutARest() {
        for (int i = 0; i < 1_000; i++) {
            Usage whole =
                    new Usage(
                            random.nextLong(1_000_000),
                            random.nextLong(3),
                            random.nextLong(1_000),
                            random.nextLong(50),
                            random.nextLong(7),
                            random.nextBoolean());
            long[] weights = random.longs(1 + random.nextInt(60), 1, 9_000).toArray();
            List<Usage> parts = Answers.divided(whole, weights);
            assertThat(parts).as("seed %d", seed).hasSize(weights.length);
            assertThat(
                            parts.stream()
                                    .reduce(
                                            new Usage(0L, 0L, 0L, 0L, 0L, whole.getEstimated()),
                                            BatchingEquivalencePropertyTest::sum))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
            assertThat(parts)
                    .as("seed %d", seed)
                    .allMatch(part -> part.getInputTokens() >= 0 && part.getOutputTokens() >= 0);
        }
    }

    private static Usage sum(Usage a, Usage b) {
        return new Usage(
                a.getInputTokens() + b.getInputTokens(),
                a.getOutputTokens() + b.getOutputTokens(),
                a.getCachedInputTokens() + b.getCachedInputTokens(),
                a.getCacheWriteInputTokens() + b.getCacheWriteInputTokens(),
                a.getReasoningOutputTokens() + b.getReasoningOutputTokens(),
                a.getEstimated());
    }
}
