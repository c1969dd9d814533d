package dev.millrace.provider.attempt;

import dev.millrace.events.Usage;
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

    /** The same without a secret that the vendor repeats in its words. */
    public ProviderException without(String secret) {
        ProviderFailure safe = failure.without(secret);
        return safe.equals(failure) ? this : new ProviderException(safe, kept, usage, status);
    }

    /** The same, told by an answer with this status of HTTP. */
    public ProviderException answered(int httpStatus) {
        return new ProviderException(failure, kept, usage, httpStatus);
    }

    /** The same, with what had been received put differently. */
    public ProviderException keeping(Answer other) {
        return new ProviderException(failure, other, other.usage(), status);
    }

    public ProviderFailure failure() {
        return failure;
    }

    public @Nullable Answer kept() {
        return kept;
    }

    /** What the provider's answer had as its status; 0 when none came. */
    public int status() {
        return status;
    }

    /** What is billed for what was received; null when nothing is known of it. */
    public @Nullable Usage usage() {
        return usage;
    }
}
