package dev.millrace.provider.anthropic;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.ChatProtocol;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.protocol.StreamAssembly;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/messages}. */
final class AnthropicChat implements ChatProtocol {

    @Override
    public Request request(ChatCall call) throws ProviderException {
        return MessagesBody.of(call);
    }

    @Override
    public EventReader events(ChatCall call) {
        return new MessageEvents();
    }

    @Override
    public Answer answer(ChatCall call, ObjectNode answer) throws ProviderException {
        if (Json.text(answer, "type").equals("error")) {
            throw new ProviderException(AnthropicErrors.inside(answer.path("error")));
        }
        if (!answer.path("content").isArray()) {
            throw new ProviderException(
                    new ProviderFailure.InvalidAnswer("no content"),
                    null,
                    MessageEvents.whole(answer).usage());
        }
        return StreamAssembly.whole(call, MessageEvents.whole(answer));
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return AnthropicErrors.of(head, body);
    }

    /** It has no JSON mode without a schema, and schemas only from Opus 4.1 and the 4.5s on. */
    @Override
    public Set<AnswerFormat> formats(String model) {
        return ClaudeModel.of(model).schemas()
                ? EnumSet.of(AnswerFormat.JSON_SCHEMA, AnswerFormat.FORCED_TOOL)
                : EnumSet.of(AnswerFormat.FORCED_TOOL);
    }

    @Override
    public @Nullable RateLimits rates(Head head) {
        return AnthropicRates.of(head);
    }
}
