package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChunkSink;
import dev.millrace.provider.upstream.Exchange;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Signal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * Reads a chat stream to its end. It is whole when the end marker came or every choice has said why
 * it ended; anything else is a failure that keeps what was received.
 */
final class StreamReader {

    /** After the last finish reason only usage and the marker are missing: they come at once. */
    private static final Duration AFTER_FINISH = Duration.ofSeconds(3);

    private final EventReader events;
    private final Framing.Parser parser;
    private final ChunkSink sink;
    private final Exchange exchange;
    private final Patience patience;
    private final long begun;
    private final StreamAssembly assembly;
    private final ChunkMerger merger = new ChunkMerger();
    private boolean done;

    /**
     * @param begun when the call began, in nanoseconds of the system's clock
     */
    StreamReader(
            ChatCall call,
            EventReader events,
            Framing.Parser parser,
            ChunkSink sink,
            Exchange exchange,
            Patience patience,
            long begun) {
        this.events = events;
        this.parser = parser;
        this.sink = sink;
        this.exchange = exchange;
        this.patience = patience;
        this.begun = begun;
        this.assembly = new StreamAssembly(call);
    }

    Answer read() throws ProviderException, InterruptedException {
        try {
            while (!done) {
                switch (exchange.next(limit())) {
                    case Signal.Bytes(ByteBuffer buffer) -> feed(buffer);
                    case Signal.Ended _ -> ended();
                    case Signal.Broken _ -> cut(new ProviderFailure.Interrupted());
                    case Signal.Silence _ -> cut(new ProviderFailure.Timeout(phase()));
                }
            }
        } catch (ProviderException e) {
            throw assembly.broken(e.failure(), e.usage());
        }
        if (!assembly.started()) {
            throw assembly.broken(new ProviderFailure.InvalidAnswer("no choices"), null);
        }
        assembly.finishBare();
        exchange.finish();
        return assembly.answer();
    }

    private Duration limit() {
        if (assembly.finished()) {
            return AFTER_FINISH;
        }
        if (assembly.started()) {
            return patience.idle();
        }
        return patience.firstToken().minusNanos(System.nanoTime() - begun);
    }

    private Phase phase() {
        return assembly.started() ? Phase.IDLE : Phase.FIRST_TOKEN;
    }

    private void feed(ByteBuffer buffer) throws ProviderException, InterruptedException {
        List<byte[]> came = new ArrayList<>();
        parser.feed(buffer, came);
        ProviderException failure = null;
        for (byte[] event : came) {
            try {
                event(event);
            } catch (ProviderException e) {
                failure = e;
                break;
            }
            if (done) {
                break;
            }
        }
        // What came before an error in the same read still goes to the client: it is kept too.
        pass(merger.flush());
        if (failure != null) {
            throw failure;
        }
    }

    private void event(byte[] event) throws ProviderException, InterruptedException {
        StreamPart part = events.read(event);
        ArrayNode choices = assembly.accept(part);
        if (!choices.isEmpty()) {
            pass(merger.add(choices));
        }
        if (part.failure() != null) {
            throw new ProviderException(part.failure());
        }
        done = part.last();
    }

    private void pass(@Nullable ArrayNode choices) throws InterruptedException {
        if (choices != null) {
            sink.accept(assembly.model(), Json.bytes(choices));
        }
    }

    /** The body ended: by what stands there, or by finish reasons, or too early. */
    private void ended() throws ProviderException, InterruptedException {
        byte[] rest = parser.rest();
        if (rest != null) {
            try {
                event(rest);
            } catch (ProviderException e) {
                if (!(e.failure() instanceof ProviderFailure.InvalidAnswer)) {
                    throw e;
                }
                // A torso: cut in the middle of an event.
            }
            pass(merger.flush());
        }
        if (!done) {
            cut(new ProviderFailure.Interrupted());
        }
    }

    /** Nothing more comes: fine when everything had been said. */
    private void cut(ProviderFailure failure) throws ProviderException {
        if (!assembly.finished()) {
            throw new ProviderException(failure);
        }
        done = true;
    }
}
