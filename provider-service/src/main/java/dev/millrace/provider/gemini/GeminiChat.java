package dev.millrace.provider.gemini;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.ChatProtocol;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.protocol.StreamAssembly;
import dev.millrace.provider.protocol.StreamPart;
import dev.millrace.provider.upstream.Head;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1beta/models/MODEL:generateContent}. */
final class GeminiChat implements ChatProtocol {

    @Override
    public Request request(ChatCall call) throws ProviderException {
        return GenerateContentBody.of(call);
    }

    @Override
    public EventReader events(ChatCall call) {
        return new ContentEvents();
    }

    @Override
    public Answer answer(ChatCall call, ObjectNode answer) throws ProviderException {
        StreamPart part = new ContentEvents().part(answer);
        if (part.failure() != null) {
            throw new ProviderException(part.failure(), null, part.usage());
        }
        if (part.choices().isEmpty()) {
            throw new ProviderException(
                    new ProviderFailure.InvalidAnswer("no candidates"), null, part.usage());
        }
        return StreamAssembly.whole(call, part);
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return GeminiErrors.of(head, body);
    }
}
