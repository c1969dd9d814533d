package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.ProviderException;

/** Understands the events of a vendor's stream, in their order. One for each stream. */
@FunctionalInterface
public interface EventReader {

    /**
     * What an event says.
     *
     * @param event the data of a server-sent event, or a line; see {@link Framing}
     * @throws ProviderException when it reports an error, or is no event of this vendor
     */
    StreamPart read(byte[] event) throws ProviderException;
}
