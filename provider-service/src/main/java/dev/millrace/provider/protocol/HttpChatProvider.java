package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChunkSink;
import dev.millrace.provider.upstream.Exchange;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.RateLimits;
import dev.millrace.provider.upstream.Upstream;
import java.time.Duration;
import java.util.Set;

/** Chat over HTTP in a vendor's protocol, plain and streamed. */
public final class HttpChatProvider implements ChatProvider {

    /** Plain answers take as long as the deadline allows. */
    private static final Duration UNBOUNDED = Duration.ofDays(8);

    private static final ChunkSink NOBODY = (_, _) -> {};

    private final Upstream upstream;
    private final ChatProtocol protocol;

    public HttpChatProvider(Upstream upstream, ChatProtocol protocol) {
        this.upstream = upstream;
        this.protocol = protocol;
    }

    @Override
    public Answer chat(ChatCall call, ChunkSink sink, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        ChatProtocol spoken = protocol.forCall(call);
        Request request = spoken.request(call);
        request.requireWelcome(call.body());
        try {
            return called(call, spoken, request, sink, cancellation).without(request.dropped());
        } catch (ProviderException e) {
            throw upstream.redacted(e);
        }
    }

    @Override
    public Set<AnswerFormat> formats(String model) {
        return protocol.formats(model);
    }

    private Answer called(
            ChatCall call,
            ChatProtocol spoken,
            Request request,
            ChunkSink sink,
            Cancellation cancellation)
            throws ProviderException, InterruptedException {
        long begun = System.nanoTime();
        boolean stream = call.stream() || request.buffered();
        try (Exchange exchange =
                upstream.post(request.path(), request.body(), call.deadline(), cancellation)) {
            Head head = exchange.response(stream ? upstream.patience().firstToken() : UNBOUNDED);
            RateLimits rates = spoken.rates(head);
            if (rates != null) {
                upstream.told(call.model(), rates);
            }
            try {
                return understood(call, spoken, stream, head, sink, exchange, begun);
            } catch (ProviderException e) {
                throw e.answered(head.status());
            }
        }
    }

    private Answer understood(
            ChatCall call,
            ChatProtocol spoken,
            boolean stream,
            Head head,
            ChunkSink sink,
            Exchange exchange,
            long begun)
            throws ProviderException, InterruptedException {
        if (head.status() != 200) {
            throw new ProviderException(spoken.refusal(call, head, exchange.explanation()));
        }
        if (head.isOfType(spoken.framing().contentType())) {
            if (!stream) {
                throw new ProviderException(
                        new ProviderFailure.InvalidAnswer("a stream nobody asked for"));
            }
            return streamed(call, spoken, call.stream() ? sink : NOBODY, exchange, begun);
        }
        if (head.isOfType("text/html")) {
            throw new ProviderException(new ProviderFailure.InvalidAnswer("an HTML page"));
        }
        Answer answer = spoken.answer(call, Json.object(exchange.all(), "not a JSON object"));
        if (call.stream()) {
            // Some servers do not stream every model: one chunk is a stream too.
            sink.accept(answer.model(), WholeChunk.of(answer));
        }
        return answer;
    }

    private Answer streamed(
            ChatCall call, ChatProtocol spoken, ChunkSink sink, Exchange exchange, long begun)
            throws ProviderException, InterruptedException {
        return new StreamReader(
                        call,
                        spoken.events(call),
                        spoken.framing().parser(),
                        sink,
                        exchange,
                        upstream.patience(),
                        begun)
                .read();
    }
}
