package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChunkSink;
import dev.millrace.provider.upstream.Exchange;
import dev.millrace.provider.upstream.Head;
import java.time.Duration;

/** {@code POST /chat/completions}, plain and streamed. */
final class OpenAiChatProvider implements ChatProvider {

    /** Plain answers take as long as the deadline allows. */
    private static final Duration UNBOUNDED = Duration.ofDays(8);

    private final Upstream upstream;

    OpenAiChatProvider(Upstream upstream) {
        this.upstream = upstream;
    }

    @Override
    public Answer chat(ChatCall call, ChunkSink sink, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        byte[] body = UpstreamBody.chat(call, upstream.dialect());
        long begun = System.nanoTime();
        try (Exchange exchange =
                upstream.post("/chat/completions", body, call.deadline(), cancellation)) {
            Head head =
                    exchange.response(call.stream() ? upstream.patience().firstToken() : UNBOUNDED);
            if (head.status() != 200) {
                Upstream.refuse(head, exchange);
            }
            if (head.isOfType("text/event-stream")) {
                if (!call.stream()) {
                    throw new ProviderException(
                            new ProviderFailure.InvalidAnswer("a stream nobody asked for"));
                }
                return new StreamReader(call, sink, exchange, upstream.patience(), begun).read();
            }
            if (head.isOfType("text/html")) {
                throw new ProviderException(new ProviderFailure.InvalidAnswer("an HTML page"));
            }
            Answer answer = PlainAnswer.read(call, PlainAnswer.parse(exchange.all()));
            if (call.stream()) {
                // Some servers do not stream every model: one chunk is a stream too.
                sink.accept(answer.model(), WholeChunk.of(answer));
            }
            return answer;
        }
    }
}
