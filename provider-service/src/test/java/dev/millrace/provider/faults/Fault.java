package dev.millrace.provider.faults;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.upstream.Reply;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What may go wrong, and what every adapter makes of it.
 *
 * @param stream the call asks for a stream
 * @param failure null for a call that succeeds all the same
 * @param endsItself the upstream finishes what it has to say and the adapter reads it, so the
 *     connection may be used again
 */
record Fault(
        String name,
        boolean stream,
        Function<VendorWords, Reply> reply,
        @Nullable Predicate<ProviderFailure> failure,
        Tokens tokens,
        boolean endsItself) {

    /** What is accounted for. */
    enum Tokens {
        NONE,
        /** What had been received, told or estimated. */
        SOME,
        ESTIMATED,
        /** As the vendor told: 11 in, 7 out. */
        TOLD,
        /** The same, by vendors that count an empty stream. */
        TOLD_OF_NOTHING
    }

    private static final String SAID = "what was said so far";
    private static final int LONG = 5 << 20;
    private static final Predicate<ProviderFailure> INVALID =
            ProviderFailure.InvalidAnswer.class::isInstance;
    private static final Predicate<ProviderFailure> INTERRUPTED =
            ProviderFailure.Interrupted.class::isInstance;
    private static final Predicate<ProviderFailure> OVERLOADED =
            ProviderFailure.Overloaded.class::isInstance;

    /** What {@link VendorWords#isOverload} says: not every vendor can tell why it broke off. */
    static final Predicate<ProviderFailure> TOLD_WITHIN =
            failure -> failure instanceof ProviderFailure.Overloaded;

    /** The only one for which an adapter has to be impatient. */
    static final Fault SLOW_HEADERS =
            new Fault(
                    "slow headers",
                    true,
                    _ -> Reply.openAfter("", () -> {}),
                    new ProviderFailure.Timeout(Phase.FIRST_TOKEN)::equals,
                    Tokens.NONE,
                    false);

    static final List<Fault> ALL =
            List.of(
                    SLOW_HEADERS,
                    broken("cut stream", words -> Reply.cutAfter(said(words))),
                    broken("ended early", words -> Reply.raw(said(words))).endingItself(),
                    new Fault(
                            "error in a stream",
                            true,
                            words -> Reply.raw(said(words) + words.overloadEvent()),
                            TOLD_WITHIN,
                            Tokens.SOME,
                            false),
                    new Fault(
                            "error at once",
                            true,
                            words -> Reply.raw(words.overloadEvent()),
                            TOLD_WITHIN,
                            Tokens.NONE,
                            false),
                    whole(
                            "garbage",
                            words -> Reply.json(words.plain("x", true).substring(0, 20)),
                            INVALID,
                            Tokens.NONE),
                    new Fault(
                            "garbage in a stream",
                            true,
                            words -> Reply.raw(said(words) + words.garbageEvent()),
                            INVALID,
                            Tokens.SOME,
                            false),
                    streamed("429", VendorWords::rateLimited, Fault::isRateLimit, Tokens.NONE),
                    streamed("overload", VendorWords::overloaded, OVERLOADED, Tokens.NONE),
                    whole("529", _ -> Reply.error(529, "{}"), OVERLOADED, Tokens.NONE),
                    whole("no choices", words -> Reply.json(words.empty()), INVALID, Tokens.TOLD),
                    streamed(
                            "no choices in a stream",
                            words -> Reply.raw(words.emptyStream()),
                            INVALID.or(INTERRUPTED),
                            Tokens.TOLD_OF_NOTHING),
                    whole(
                            "no usage",
                            words -> Reply.json(words.plain(SAID, false)),
                            null,
                            Tokens.ESTIMATED),
                    streamed(
                            "no usage in a stream",
                            words -> Reply.raw(words.parts(false, SAID) + words.ending(false)),
                            null,
                            Tokens.ESTIMATED),
                    new Fault(
                            "web page",
                            false,
                            _ -> Reply.of(200, "text/html", "<html>Sign in</html>"),
                            INVALID,
                            Tokens.NONE,
                            false),
                    streamed(
                            "wrong type of a stream",
                            words -> Reply.of(200, "text/plain", said(words) + words.ending(true)),
                            INVALID,
                            Tokens.NONE),
                    whole(
                            "five megabytes",
                            words -> Reply.json(words.plain("x".repeat(LONG), true)),
                            null,
                            Tokens.TOLD),
                    streamed(
                            "five megabytes in a stream",
                            words -> Reply.raw(words.parts(true, longParts()) + words.ending(true)),
                            null,
                            Tokens.TOLD),
                    new Fault(
                            "half-closed socket",
                            true,
                            _ -> Reply.halfClosed(),
                            ProviderFailure.Connection.class::isInstance,
                            Tokens.NONE,
                            false),
                    broken("half-closed within", words -> Reply.halfClosedAfter(said(words))));

    private static Fault whole(
            String name,
            Function<VendorWords, Reply> reply,
            @Nullable Predicate<ProviderFailure> failure,
            Tokens tokens) {
        return new Fault(name, false, reply, failure, tokens, true);
    }

    private static Fault streamed(
            String name,
            Function<VendorWords, Reply> reply,
            @Nullable Predicate<ProviderFailure> failure,
            Tokens tokens) {
        return new Fault(name, true, reply, failure, tokens, true);
    }

    /** A stream that does not get to its end. */
    private static Fault broken(String name, Function<VendorWords, Reply> reply) {
        return new Fault(name, true, reply, INTERRUPTED, Tokens.SOME, false);
    }

    private Fault endingItself() {
        return new Fault(name, stream, reply, failure, tokens, true);
    }

    private static String said(VendorWords words) {
        return words.parts(true, SAID);
    }

    private static String[] longParts() {
        String[] parts = new String[80];
        Arrays.fill(parts, "x".repeat(LONG / parts.length));
        return parts;
    }

    static boolean isRateLimit(ProviderFailure failure) {
        return failure instanceof ProviderFailure.RateLimited(Duration pause, _)
                && Duration.ofSeconds(7).equals(pause);
    }
}
