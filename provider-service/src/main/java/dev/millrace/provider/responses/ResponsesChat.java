package dev.millrace.provider.responses;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.ChatProtocol;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.RateHeaders;
import dev.millrace.provider.protocol.Refusals;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.protocol.StreamAssembly;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /responses}: whoever asks and whoever is answered speaks chat completions. */
public final class ResponsesChat implements ChatProtocol {

    private final Refusals refusals;
    private final Function<JsonNode, ProviderFailure> errors;

    /**
     * @param refusals what the vendor's refusals mean
     * @param errors what an error means that is told inside an answer
     */
    public ResponsesChat(Refusals refusals, Function<JsonNode, ProviderFailure> errors) {
        this.refusals = refusals;
        this.errors = errors;
    }

    @Override
    public Request request(ChatCall call) throws ProviderException {
        return ResponsesBody.of(call);
    }

    @Override
    public EventReader events(ChatCall call) {
        return new ResponseEvents(errors);
    }

    @Override
    public Answer answer(ChatCall call, ObjectNode answer) throws ProviderException {
        return StreamAssembly.whole(call, new ResponseEvents(errors).whole(answer));
    }

    @Override
    public @Nullable RateLimits rates(Head head) {
        return RateHeaders.openAi(head);
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return refusals.of(head, body);
    }
}
