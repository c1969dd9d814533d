package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import java.util.Set;
import java.util.SortedSet;

/**
 * A call as a vendor takes it.
 *
 * @param path after the address of the endpoint
 * @param body JSON
 * @param dropped members of the caller's request that are left out because the vendor does not take
 *     them
 * @param buffered it asks for a stream although the caller wants a plain answer
 */
@SuppressWarnings("ArrayRecordComponent") // Sent once and never compared.
public record Request(String path, byte[] body, SortedSet<String> dropped, boolean buffered) {

    /** One that asks for what the caller wants. */
    public Request(String path, byte[] body, SortedSet<String> dropped) {
        this(path, body, dropped, false);
    }

    /** Members of a caller's request that are for Millrace alone: no vendor gets them. */
    public static final Set<String> OURS =
            Set.of("millrace", "retrieval", "drop_params", "structured");

    /** Whoever sends {@code "drop_params": false} wants no answer to less than was asked. */
    void requireWelcome(RequestBody asked) throws ProviderException {
        if (!dropped.isEmpty() && asked.is("drop_params", "false")) {
            throw new ProviderException(
                    new ProviderFailure.InvalidRequest(
                            dropped.first(), "This provider does not take it."));
        }
    }
}
