package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.upstream.Head;
import java.util.SortedSet;
import tools.jackson.databind.node.ObjectNode;

/** How a vendor is spoken to. Implementations translate and do nothing else. Thread-safe. */
public interface ChatProtocol {

    /**
     * A call as the vendor takes it.
     *
     * @param path after the address of the endpoint
     * @param body JSON
     * @param dropped members of the caller's request that are left out because the vendor does not
     *     take them
     */
    @SuppressWarnings("ArrayRecordComponent") // Sent once and never compared.
    record Request(String path, byte[] body, SortedSet<String> dropped) {}

    /**
     * Translates what the caller asked.
     *
     * @throws ProviderException when the vendor has nothing of the kind, and an answer without it
     *     would be another answer
     */
    Request request(ChatCall call) throws ProviderException;

    /** Understands the stream of one answer. */
    EventReader events(ChatCall call);

    /** Translates an answer that came whole. */
    Answer answer(ChatCall call, ObjectNode answer) throws ProviderException;

    /** Translates a refusal; the body may be anything. */
    ProviderFailure refusal(Head head, byte[] body);
}
