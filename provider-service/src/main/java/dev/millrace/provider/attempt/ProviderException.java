package dev.millrace.provider.attempt;

import dev.millrace.events.Usage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A call failed. Its message is the failure's type alone: details are content. */
public final class ProviderException extends Exception {

    private final transient ProviderFailure failure;
    private final transient @Nullable Answer kept;
    private final transient @Nullable Usage usage;
    private final int status;

    public ProviderException(ProviderFailure failure) {
        this(failure, null);
    }

    /**
     * @param kept what had been received of the answer
     */
    public ProviderException(ProviderFailure failure, @Nullable Answer kept) {
        this(failure, kept, kept == null ? null : kept.usage());
    }

    /**
     * For an answer that is of no use but was counted.
     *
     * @param usage null when the provider told none
     */
    public ProviderException(
            ProviderFailure failure, @Nullable Answer kept, @Nullable Usage usage) {
        this(failure, kept, usage, 0);
    }

    private ProviderException(
            ProviderFailure failure, @Nullable Answer kept, @Nullable Usage usage, int status) {
        super(failure.getClass().getSimpleName(), null, false, false);
        this.failure = failure;
        this.kept = kept;
        this.usage = usage;
        this.status = status;
    }

    /** The same, said in other words. */
    public ProviderException reworded(UnaryOperator<String> words) {
        return new ProviderException(failure.reworded(words), kept, usage, status);
    }

    /** The same, of a call that the provider had answered with this status of HTTP. */
    public ProviderException answered(int httpStatus) {
        return new ProviderException(failure, kept, usage, httpStatus);
    }

    /** The same, with this as what had been received. */
    public ProviderException keeping(Answer received) {
        return new ProviderException(failure, received, received.usage(), status);
    }

    public ProviderFailure failure() {
        return failure;
    }

    public @Nullable Answer kept() {
        return kept;
    }

    /** The status of HTTP that the provider answered with; 0 when none came. */
    public int status() {
        return status;
    }

    /** What is billed for what was received; null when nothing is known of it. */
    public @Nullable Usage usage() {
        return usage;
    }
}
