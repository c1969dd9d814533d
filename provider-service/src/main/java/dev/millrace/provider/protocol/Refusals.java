package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.upstream.Head;

/** Translates what a vendor says when it refuses. */
@FunctionalInterface
public interface Refusals {

    /**
     * What the refusal means.
     *
     * @param body may be anything
     */
    ProviderFailure of(Head head, byte[] body);
}
