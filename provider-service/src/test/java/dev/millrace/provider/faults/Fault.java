package dev.millrace.provider.faults;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.upstream.Reply;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What may go wrong, and what every adapter makes of it. */
enum Fault {
    SLOW_HEADERS(
            true,
            _ -> Reply.openAfter("", () -> {}),
            new ProviderFailure.Timeout(Phase.FIRST_TOKEN)::equals,
            Tokens.NONE),
    CUT_STREAM(
            true,
            words -> Reply.cutAfter(words.parts(true, Fault.SAID)),
            ProviderFailure.Interrupted.class::isInstance,
            Tokens.SOME),
    ENDED_EARLY(
            true,
            words -> Reply.raw(words.parts(true, Fault.SAID)),
            ProviderFailure.Interrupted.class::isInstance,
            Tokens.SOME),
    ERROR_IN_A_STREAM(
            true,
            words -> Reply.raw(words.parts(true, Fault.SAID) + words.overloadEvent()),
            ProviderFailure.Overloaded.class::isInstance,
            Tokens.SOME),
    ERROR_AT_ONCE(
            true,
            words -> Reply.raw(words.overloadEvent()),
            ProviderFailure.Overloaded.class::isInstance,
            Tokens.NONE),
    GARBAGE(
            false,
            words -> Reply.json(words.plain("x", true).substring(0, 20)),
            ProviderFailure.InvalidAnswer.class::isInstance,
            Tokens.NONE),
    GARBAGE_IN_A_STREAM(
            true,
            words -> Reply.raw(words.parts(true, Fault.SAID) + words.garbageEvent()),
            ProviderFailure.InvalidAnswer.class::isInstance,
            Tokens.SOME),
    RATE_LIMIT(
            true,
            VendorWords::rateLimited,
            failure ->
                    failure instanceof ProviderFailure.RateLimited(Duration pause, _)
                            && Duration.ofSeconds(7).equals(pause),
            Tokens.NONE),
    OVERLOAD(
            true,
            VendorWords::overloaded,
            ProviderFailure.Overloaded.class::isInstance,
            Tokens.NONE),
    STATUS_529(
            false,
            _ -> Reply.error(529, "{}"),
            ProviderFailure.Overloaded.class::isInstance,
            Tokens.NONE),
    NO_CHOICES(
            false,
            words -> Reply.json(words.empty()),
            ProviderFailure.InvalidAnswer.class::isInstance,
            Tokens.TOLD),
    NO_CHOICES_IN_A_STREAM(
            true,
            words -> Reply.raw(words.emptyStream()),
            failure ->
                    failure instanceof ProviderFailure.InvalidAnswer
                            || failure instanceof ProviderFailure.Interrupted,
            Tokens.TOLD),
    NO_USAGE(false, words -> Reply.json(words.plain(Fault.SAID, false)), null, Tokens.ESTIMATED),
    NO_USAGE_IN_A_STREAM(
            true,
            words -> Reply.raw(words.parts(false, Fault.SAID) + words.ending(false)),
            null,
            Tokens.ESTIMATED),
    WEB_PAGE(
            false,
            _ -> Reply.of(200, "text/html", "<html>Sign in</html>"),
            ProviderFailure.InvalidAnswer.class::isInstance,
            Tokens.NONE),
    WRONG_TYPE_OF_A_STREAM(
            true,
            words -> Reply.of(200, "text/plain", words.parts(true, "a", "b") + words.ending(true)),
            ProviderFailure.InvalidAnswer.class::isInstance,
            Tokens.NONE),
    FIVE_MEGABYTES(
            false, words -> Reply.json(words.plain("x".repeat(5 << 20), true)), null, Tokens.TOLD),
    FIVE_MEGABYTES_IN_A_STREAM(
            true,
            words -> {
                String[] parts = new String[80];
                Arrays.fill(parts, "x".repeat((5 << 20) / parts.length));
                return Reply.raw(words.parts(true, parts) + words.ending(true));
            },
            null,
            Tokens.TOLD),
    HALF_CLOSED_SOCKET(
            true,
            _ -> Reply.halfClosed(),
            ProviderFailure.Connection.class::isInstance,
            Tokens.NONE),
    HALF_CLOSED_WITHIN(
            true,
            words -> Reply.halfClosedAfter(words.parts(true, Fault.SAID)),
            ProviderFailure.Interrupted.class::isInstance,
            Tokens.SOME);

    /** What is accounted for. */
    enum Tokens {
        NONE,
        /** What had been received, told or estimated. */
        SOME,
        ESTIMATED,
        /** As the vendor told: 11 in, 7 out. */
        TOLD
    }

    static final String SAID = "what was said so far";

    final boolean stream;
    final Function<VendorWords, Reply> reply;

    /** Null for a call that succeeds all the same. */
    final @Nullable Predicate<ProviderFailure> failure;

    final Tokens tokens;

    Fault(
            boolean stream,
            Function<VendorWords, Reply> reply,
            @Nullable Predicate<ProviderFailure> failure,
            Tokens tokens) {
        this.stream = stream;
        this.reply = reply;
        this.failure = failure;
        this.tokens = tokens;
    }

    /** The upstream finishes what it has to say, so its connection may be used again. */
    boolean endsItself() {
        return switch (this) {
            case SLOW_HEADERS,
                    CUT_STREAM,
                    HALF_CLOSED_SOCKET,
                    HALF_CLOSED_WITHIN,
                    ERROR_IN_A_STREAM,
                    ERROR_AT_ONCE,
                    GARBAGE_IN_A_STREAM,
                    WEB_PAGE ->
                    false;
            default -> true;
        };
    }
}
