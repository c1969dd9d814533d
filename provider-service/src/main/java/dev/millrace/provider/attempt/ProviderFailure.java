package dev.millrace.provider.attempt;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Why a call to a provider gave no (whole) answer, in words of our own: adapters translate what
 * their vendor says into one of these, {@link Verdict} alone decides what follows. A {@code detail}
 * is the vendor's text: vendors echo prompts, so it is content and never logged.
 */
public sealed interface ProviderFailure {

    /** What the vendor said; empty when there is nothing. */
    default String detail() {
        return "";
    }

    /** The same, said in other words. */
    default ProviderFailure reworded(UnaryOperator<String> words) {
        return switch (this) {
            case Overloaded(Duration pause, String said) ->
                    new Overloaded(pause, words.apply(said));
            case RateLimited(Duration pause, String said) ->
                    new RateLimited(pause, words.apply(said));
            case QuotaExhausted(String said) -> new QuotaExhausted(words.apply(said));
            case ServerError(int status, String said) -> new ServerError(status, words.apply(said));
            case InvalidOutput(RequestBody again, String said) ->
                    new InvalidOutput(again, words.apply(said));
            case Authentication(String said) -> new Authentication(words.apply(said));
            case ModelNotFound(String said) -> new ModelNotFound(words.apply(said));
            case InvalidRequest(String param, String said) ->
                    new InvalidRequest(
                            param == null ? null : words.apply(param), words.apply(said));
            case Misworded(String param, String said) ->
                    new Misworded(words.apply(param), words.apply(said));
            case RequestTooLarge(String said) -> new RequestTooLarge(words.apply(said));
            case ContextTooLong(String said) -> new ContextTooLong(words.apply(said));
            case ContentFiltered(String said) -> new ContentFiltered(words.apply(said));
            case Timeout _,
                    Connection _,
                    Interrupted _,
                    InvalidAnswer _,
                    AnswerTooLarge _,
                    CircuitOpen _,
                    LimitReached _,
                    Locked _,
                    Cancelled _ ->
                    this;
        };
    }

    /** The provider says it has too much to do, or is down for the moment. */
    record Overloaded(@Nullable Duration retryAfter, String detail) implements ProviderFailure {}

    /** A rate of the vendor is used up for now. */
    record RateLimited(@Nullable Duration retryAfter, String detail) implements ProviderFailure {}

    /** Money or a long-term quota at the vendor is used up: waiting does not help. */
    record QuotaExhausted(String detail) implements ProviderFailure {}

    /** The provider answered with an error of its own. */
    record ServerError(int status, String detail) implements ProviderFailure {}

    /** Nothing came in time. */
    record Timeout(Phase phase) implements ProviderFailure {}

    /** What took too long. */
    enum Phase {
        CONNECT,
        FIRST_TOKEN,
        IDLE,
        /** What a call to this provider may take in all. */
        CALL,
        /** The request's own deadline. */
        TOTAL
    }

    /** No connection, or it broke before any part of an answer came. */
    record Connection(String cause) implements ProviderFailure {}

    /** The answer broke off: what came before may be kept. */
    record Interrupted() implements ProviderFailure {}

    /** What came is not an answer. */
    record InvalidAnswer(String reason) implements ProviderFailure {}

    /**
     * The answer came, but it is not the JSON that was asked for.
     *
     * @param again what to ask instead; null when nothing more may be asked
     * @param detail where it breaks the schema, in the schema's words
     */
    record InvalidOutput(@Nullable RequestBody again, String detail) implements ProviderFailure {}

    /** The answer is larger than a record may be. */
    record AnswerTooLarge() implements ProviderFailure {}

    /** Nobody was called: the model kept failing and is left alone for now. */
    record CircuitOpen() implements ProviderFailure {}

    /** Nobody was called: a limit of ours on the provider is used up for now. */
    record LimitReached() implements ProviderFailure {}

    /** Nobody was called: no master key at hand opens the provider's credentials. */
    record Locked() implements ProviderFailure {}

    /** The provider does not accept the credential. */
    record Authentication(String detail) implements ProviderFailure {}

    record ModelNotFound(String detail) implements ProviderFailure {}

    /** The provider refuses the request as it is. */
    record InvalidRequest(@Nullable String param, String detail) implements ProviderFailure {}

    /**
     * The provider refused the words that its adapter had chosen, and has taught it the right ones:
     * the same request goes through when it is asked again.
     */
    record Misworded(String param, String detail) implements ProviderFailure {}

    /** The request's bytes exceed what the provider takes. */
    record RequestTooLarge(String detail) implements ProviderFailure {}

    record ContextTooLong(String detail) implements ProviderFailure {}

    record ContentFiltered(String detail) implements ProviderFailure {}

    /** The one who asked gave up. */
    record Cancelled() implements ProviderFailure {}
}
