package dev.millrace.provider.batching;

import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.embedding.EmbeddingLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants vectors of.
 *
 * @param tokens lists of tokens, not texts: no call takes both
 */
record Inputs(boolean tokens, List<Input> list) {

    /**
     * One text, or one list of tokens.
     *
     * @param json as it was sent
     * @param weight its tokens, at least 1; those of a text are estimated
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Input(byte[] json, long weight) {

        static Input of(byte[] json) {
            long weight = json[0] == '"' ? TokenEstimate.ofJson(json) : commas(json) + 1;
            return new Input(json, Math.max(1, weight));
        }

        private static long commas(byte[] json) {
            long commas = 0;
            for (byte b : json) {
                commas += b == ',' ? 1 : 0;
            }
            return commas;
        }
    }

    /** Null when there is something else in it: its provider shall say what it thinks of that. */
    static @Nullable Inputs of(RequestBody body) {
        byte[] input = body.value("input").orElse(null);
        if (input == null) {
            return null;
        }
        if (input[0] == '"') {
            return new Inputs(false, List.of(Input.of(input)));
        }
        if (input[0] != '[') {
            return null;
        }
        if (isListOfTokens(input)) {
            return new Inputs(true, List.of(Input.of(input)));
        }
        try {
            List<Input> list = JsonElements.cut(input).stream().map(Input::of).toList();
            boolean tokens = !list.isEmpty() && list.getFirst().json()[0] == '[';
            byte kind = (byte) (tokens ? '[' : '"');
            return list.isEmpty() || list.stream().anyMatch(one -> one.json()[0] != kind)
                    ? null
                    : new Inputs(tokens, list);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static boolean isListOfTokens(byte[] array) {
        int at = 1;
        while (at < array.length && (array[at] <= ' ')) {
            at++;
        }
        return at < array.length && array[at] >= '0' && array[at] <= '9';
    }

    int size() {
        return list.size();
    }

    long weight() {
        return list.stream().mapToLong(Input::weight).sum();
    }

    byte[] json() {
        return JsonElements.join(list.stream().map(Input::json).toList());
    }

    /** In their order, each of what one call takes. What is too heavy alone is alone. */
    List<Inputs> portions(EmbeddingLimits limits) {
        List<Inputs> portions = new ArrayList<>();
        int from = 0;
        long weight = 0;
        for (int i = 0; i < list.size(); i++) {
            long more = list.get(i).weight();
            if (i > from && (i - from >= limits.inputs() || weight + more > limits.tokens())) {
                portions.add(new Inputs(tokens, list.subList(from, i)));
                from = i;
                weight = 0;
            }
            weight += more;
        }
        portions.add(new Inputs(tokens, list.subList(from, list.size())));
        return portions;
    }
}
