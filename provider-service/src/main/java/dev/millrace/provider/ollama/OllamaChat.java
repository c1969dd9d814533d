package dev.millrace.provider.ollama;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.ChatProtocol;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.Framing;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.protocol.StreamAssembly;
import dev.millrace.provider.protocol.StreamPart;
import dev.millrace.provider.upstream.Head;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /api/chat}. */
final class OllamaChat implements ChatProtocol {

    private final ShownModels shown;
    private final ContextSizes sizes;

    OllamaChat(ShownModels shown, ContextSizes sizes) {
        this.shown = shown;
        this.sizes = sizes;
    }

    /** That a tool must be called cannot be said. */
    @Override
    public Set<AnswerFormat> formats(String model) {
        return EnumSet.of(AnswerFormat.JSON_SCHEMA, AnswerFormat.JSON_OBJECT);
    }

    @Override
    public Request request(ChatCall call) throws ProviderException {
        return OllamaBody.of(call, shown.of(call.model()), sizes);
    }

    @Override
    public EventReader events(ChatCall call) {
        return new ChatLines(call.body());
    }

    @Override
    public Answer answer(ChatCall call, ObjectNode answer) throws ProviderException {
        StreamPart part = new ChatLines(call.body()).part(answer);
        if (!part.last()) {
            throw new ProviderException(new ProviderFailure.InvalidAnswer("it is not done"));
        }
        return StreamAssembly.whole(call, part);
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return OllamaErrors.of(head, body);
    }

    @Override
    public ProviderFailure refusal(ChatCall call, Head head, byte[] body) {
        ProviderFailure failure = refusal(head, body);
        if (failure instanceof ProviderFailure.ServerError) {
            sizes.forget(call.model());
        }
        return failure;
    }

    @Override
    public Framing framing() {
        return Framing.LINES;
    }
}
