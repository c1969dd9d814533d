package dev.millrace.provider.faults;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.upstream.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What may go wrong when two texts are embedded, and what every adapter makes of it.
 *
 * @param failure null for a call that succeeds all the same
 * @param endsItself as of a {@link Fault}
 */
record EmbeddingFault(
        String name,
        Function<EmbeddingWords, Reply> reply,
        @Nullable Predicate<ProviderFailure> failure,
        Fault.Tokens tokens,
        boolean endsItself) {

    private static final String VECTOR = "[0.5,0.25]";
    private static final int LONG = 5 << 20;
    private static final Predicate<ProviderFailure> INVALID =
            ProviderFailure.InvalidAnswer.class::isInstance;
    private static final Predicate<ProviderFailure> INTERRUPTED =
            ProviderFailure.Interrupted.class::isInstance;
    private static final Predicate<ProviderFailure> OVERLOADED =
            ProviderFailure.Overloaded.class::isInstance;

    /** The only one for which an adapter has to be impatient. */
    static final EmbeddingFault SLOW_HEADERS =
            new EmbeddingFault(
                    "slow headers",
                    _ -> Reply.openAfter("", () -> {}),
                    new ProviderFailure.Timeout(Phase.FIRST_TOKEN)::equals,
                    Fault.Tokens.NONE,
                    false);

    static final List<EmbeddingFault> ALL =
            List.of(
                    SLOW_HEADERS,
                    broken("cut answer", words -> Reply.cutAfter(half(words))),
                    broken("half-closed within", words -> Reply.halfClosedAfter(half(words))),
                    new EmbeddingFault(
                            "half-closed socket",
                            _ -> Reply.halfClosed(),
                            ProviderFailure.Connection.class::isInstance,
                            Fault.Tokens.NONE,
                            false),
                    failing("garbage", words -> Reply.json(half(words)), INVALID),
                    failing(
                            "web page",
                            _ -> Reply.of(200, "text/html", "<html>Sign in</html>"),
                            INVALID),
                    failing("429", words -> words.vendor().rateLimited(), Fault::isRateLimit),
                    failing("overload", words -> words.vendor().overloaded(), OVERLOADED),
                    failing("529", _ -> Reply.error(529, "{}"), OVERLOADED),
                    failing("nothing", _ -> Reply.json("{}"), INVALID),
                    counted("no vectors", words -> words.vectors()),
                    counted("a vector too few", words -> words.vectors(VECTOR)),
                    counted("a vector too many", words -> words.vectors(VECTOR, VECTOR, VECTOR)),
                    counted("words for numbers", words -> words.vectors(VECTOR, "[\"x\",\"y\"]")),
                    counted("a vector of nothing", words -> words.vectors(VECTOR, "null")),
                    counted("an empty vector", words -> words.vectors(VECTOR, "[]")),
                    well(
                            "no usage",
                            words -> words.uncounted(VECTOR, VECTOR),
                            Fault.Tokens.ESTIMATED),
                    well(
                            "five megabytes",
                            words -> words.vectors(VECTOR, longVector()),
                            Fault.Tokens.TOLD));

    private static EmbeddingFault failing(
            String name,
            Function<EmbeddingWords, Reply> reply,
            Predicate<ProviderFailure> failure) {
        return new EmbeddingFault(name, reply, failure, Fault.Tokens.NONE, true);
    }

    /** An answer that does not get to its end. */
    private static EmbeddingFault broken(String name, Function<EmbeddingWords, Reply> reply) {
        return new EmbeddingFault(name, reply, INTERRUPTED, Fault.Tokens.NONE, false);
    }

    /** An answer of no use that is paid for. */
    private static EmbeddingFault counted(String name, Function<EmbeddingWords, String> answer) {
        return new EmbeddingFault(
                name, words -> Reply.json(answer.apply(words)), INVALID, Fault.Tokens.TOLD, true);
    }

    private static EmbeddingFault well(
            String name, Function<EmbeddingWords, String> answer, Fault.Tokens tokens) {
        return new EmbeddingFault(
                name, words -> Reply.json(answer.apply(words)), null, tokens, true);
    }

    private static String half(EmbeddingWords words) {
        String whole = words.vectors(VECTOR, VECTOR);
        return whole.substring(0, whole.length() / 2);
    }

    private static String longVector() {
        String[] numbers = new String[LONG / 20];
        Arrays.fill(numbers, "0.12345678901234567");
        return Arrays.toString(numbers);
    }
}
