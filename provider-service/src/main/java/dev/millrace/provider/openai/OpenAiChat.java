package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.ChatProtocol;
import dev.millrace.provider.protocol.EventReader;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.upstream.Head;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /chat/completions}, in the dialect of an endpoint. */
final class OpenAiChat implements ChatProtocol {

    private final Dialect dialect;

    OpenAiChat(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public Request request(ChatCall call) {
        SortedSet<String> dropped = new TreeSet<>(dialect.dropped());
        dropped.removeIf(name -> UpstreamBody.SET.contains(name) || !call.body().has(name));
        return new Request("/chat/completions", UpstreamBody.chat(call, dialect), dropped);
    }

    @Override
    public EventReader events(ChatCall call) {
        return new ChunkReader();
    }

    @Override
    public Answer answer(ChatCall call, ObjectNode answer) throws ProviderException {
        return PlainAnswer.read(call, answer);
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return VendorErrors.of(head, body);
    }
}
