package dev.millrace.provider.batching;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Divides the answer of a shared call, and joins those of a divided request. Pure. */
final class Answers {

    private Answers() {}

    /**
     * Each one's part of an answer to all. What it took is divided by the weights of the inputs,
     * and nothing of it is lost: the parts' tokens are the whole's.
     *
     * @throws IllegalArgumentException when there is not one vector for each input
     */
    static List<Answer> divided(Answer whole, List<Inputs> asked) {
        List<byte[]> vectors = inOrder(JsonElements.cut(whole.output()));
        if (vectors.size() != asked.stream().mapToInt(Inputs::size).sum()) {
            throw new IllegalArgumentException("not one vector for each input");
        }
        List<Usage> usages =
                divided(whole.usage(), asked.stream().mapToLong(Inputs::weight).toArray());
        List<Answer> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < asked.size(); i++) {
            int to = from + asked.get(i).size();
            parts.add(with(whole, numbered(vectors.subList(from, to), 0), usages.get(i)));
            from = to;
        }
        return parts;
    }

    /** One answer of several, in their order. */
    static Answer joined(List<Answer> parts) {
        List<byte[]> vectors = new ArrayList<>();
        Set<String> dropped = new TreeSet<>();
        Usage sum = new Usage(0L, 0L, 0L, 0L, 0L, false);
        for (Answer part : parts) {
            vectors.addAll(numbered(inOrder(JsonElements.cut(part.output())), vectors.size()));
            dropped.addAll(part.dropped());
            sum = sum(sum, part.usage());
        }
        return with(parts.getFirst(), vectors, sum).without(dropped);
    }

    private static Answer with(Answer like, List<byte[]> vectors, Usage usage) {
        return new Answer(
                like.model(),
                JsonElements.join(vectors),
                like.finishReasons(),
                usage,
                like.systemFingerprint(),
                like.serviceTier(),
                like.dropped());
    }

    /** By their {@code index}: a provider may answer in another order. */
    private static List<byte[]> inOrder(List<byte[]> vectors) {
        byte[][] ordered = new byte[vectors.size()][];
        for (byte[] vector : vectors) {
            int index = index(vector);
            if (index < 0 || index >= ordered.length || ordered[index] != null) {
                throw new IllegalArgumentException("not one vector for each input");
            }
            ordered[index] = vector;
        }
        return List.of(ordered);
    }

    private static int index(byte[] vector) {
        String index =
                RequestBody.parse(vector)
                        .value("index")
                        .map(json -> new String(json, StandardCharsets.US_ASCII))
                        .orElse("");
        return Integer.parseInt(index);
    }

    private static List<byte[]> numbered(List<byte[]> vectors, int first) {
        List<byte[]> numbered = new ArrayList<>();
        for (byte[] vector : vectors) {
            byte[] index =
                    Integer.toString(first + numbered.size()).getBytes(StandardCharsets.US_ASCII);
            numbered.add(
                    RequestBody.parse(vector)
                            .rewritten(Map.of("index", index), Map.of(), Set.of()));
        }
        return numbered;
    }

    static List<Usage> divided(Usage whole, long[] weights) {
        long[] input = divided(whole.getInputTokens(), weights);
        long[] output = divided(whole.getOutputTokens(), weights);
        long[] cached = divided(whole.getCachedInputTokens(), weights);
        long[] written = divided(whole.getCacheWriteInputTokens(), weights);
        long[] reasoning = divided(whole.getReasoningOutputTokens(), weights);
        List<Usage> parts = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            parts.add(
                    new Usage(
                            input[i],
                            output[i],
                            cached[i],
                            written[i],
                            reasoning[i],
                            whole.getEstimated()));
        }
        return parts;
    }

    /** What is rounded off one falls to those behind it: the sum is exact. */
    private static long[] divided(long whole, long[] weights) {
        long all = Arrays.stream(weights).sum();
        long[] parts = new long[weights.length];
        long before = 0;
        long given = 0;
        for (int i = 0; i < weights.length; i++) {
            before += weights[i];
            // A call's tokens times its weights stay far below what a long holds.
            long due = Math.multiplyExact(whole, before) / all;
            parts[i] = due - given;
            given = due;
        }
        return parts;
    }

    private static Usage sum(Usage a, Usage b) {
        return new Usage(
                a.getInputTokens() + b.getInputTokens(),
                a.getOutputTokens() + b.getOutputTokens(),
                a.getCachedInputTokens() + b.getCachedInputTokens(),
                a.getCacheWriteInputTokens() + b.getCacheWriteInputTokens(),
                a.getReasoningOutputTokens() + b.getReasoningOutputTokens(),
                a.getEstimated() || b.getEstimated());
    }
}
