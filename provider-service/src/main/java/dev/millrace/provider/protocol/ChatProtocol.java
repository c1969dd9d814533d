package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How a vendor is spoken to. Implementations translate and do nothing else. Thread-safe. */
public interface ChatProtocol {

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

    /** Translates a refusal; see {@link Refusals}. */
    ProviderFailure refusal(Head head, byte[] body);

    /** The ways of asking for JSON that the vendor knows for this model. */
    default Set<AnswerFormat> formats(String model) {
        return EnumSet.allOf(AnswerFormat.class);
    }

    /** The same, for a protocol that learns from what becomes of a call. */
    default ProviderFailure refusal(ChatCall call, Head head, byte[] body) {
        return refusal(head, body);
    }

    /** What speaks for this call, where a vendor has more than one way. */
    default ChatProtocol forCall(ChatCall call) {
        return this;
    }

    /** How its streams are cut into events. */
    default Framing framing() {
        return Framing.EVENTS;
    }

    /** What a response's headers tell of the vendor's limits; null when they tell nothing. */
    default @Nullable RateLimits rates(Head head) {
        return null;
    }
}
