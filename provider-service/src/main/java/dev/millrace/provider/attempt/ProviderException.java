package dev.millrace.provider.attempt;

import org.jspecify.annotations.Nullable;

/** A call failed. Its message is the failure's type alone: details are content. */
public final class ProviderException extends Exception {

    private final transient ProviderFailure failure;
    private final transient @Nullable Answer kept;

    public ProviderException(ProviderFailure failure) {
        this(failure, null);
    }

    /**
     * @param kept what had been received of the answer
     */
    public ProviderException(ProviderFailure failure, @Nullable Answer kept) {
        super(failure.getClass().getSimpleName(), null, false, false);
        this.failure = failure;
        this.kept = kept;
    }

    public ProviderFailure failure() {
        return failure;
    }

    public @Nullable Answer kept() {
        return kept;
    }
}
