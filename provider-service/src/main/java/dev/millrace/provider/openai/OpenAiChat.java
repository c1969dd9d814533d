package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.ChatProtocol;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /chat/completions}, in the dialect of an endpoint. */
final class OpenAiChat implements ChatProtocol {

    private final Dialect dialect;

    OpenAiChat(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public Request request(ChatCall call) throws ProviderException {
        Draft draft = new Draft(call);
        dialect.ask(draft);
        return draft.request("/chat/completions", dialect.streamUsage());
    }

    @Override
    public Set<AnswerFormat> formats(String model) {
        return dialect.formats(model);
    }

    @Override
    public EventReader events(ChatCall call) {
        return new ChunkReader(dialect);
    }

    @Override
    public Answer answer(ChatCall call, ObjectNode answer) throws ProviderException {
        return new PlainAnswer(dialect, call).read(answer);
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return VendorErrors.of(head, body, dialect);
    }

    @Override
    public @Nullable RateLimits rates(Head head) {
        return dialect.rates(head);
    }
}
