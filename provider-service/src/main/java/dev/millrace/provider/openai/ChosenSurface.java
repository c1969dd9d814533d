package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.ChatProtocol;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Each call over the {@link Surface} that takes it; both refuse in the same words. */
record ChosenSurface(ChatProtocol completions, ChatProtocol responses) implements ChatProtocol {

    @Override
    public ChatProtocol forCall(ChatCall call) {
        return switch (Surface.of(call.model(), call.body())) {
            case CHAT_COMPLETIONS -> completions;
            case RESPONSES -> responses;
        };
    }

    @Override
    public Request request(ChatCall call) throws ProviderException {
        return forCall(call).request(call);
    }

    @Override
    public EventReader events(ChatCall call) {
        return forCall(call).events(call);
    }

    @Override
    public Answer answer(ChatCall call, ObjectNode answer) throws ProviderException {
        return forCall(call).answer(call, answer);
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return completions.refusal(head, body);
    }

    @Override
    public @Nullable RateLimits rates(Head head) {
        return completions.rates(head);
    }
}
