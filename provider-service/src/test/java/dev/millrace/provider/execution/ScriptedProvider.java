package dev.millrace.provider.execution;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChunkSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A provider that does what it is told, call by call, then answers with its name. */
final class ScriptedProvider implements ChatProvider {

    final String id;
    final List<ChatCall> calls = new CopyOnWriteArrayList<>();
    private final Queue<ChatProvider> script = new ConcurrentLinkedQueue<>();

    ScriptedProvider(String id) {
        this.id = id;
    }

    ScriptedProvider then(ChatProvider behaviour) {
        script.add(behaviour);
        return this;
    }

    ScriptedProvider fails(ProviderFailure failure) {
        return then(
                (_, _, _) -> {
                    throw new ProviderException(failure);
                });
    }

    /** Fails as one that answered with a status of HTTP. */
    ScriptedProvider fails(ProviderFailure failure, int status) {
        return then(
                (_, _, _) -> {
                    throw new ProviderException(failure).answered(status);
                });
    }

    /** Streams a part, then fails and keeps it. */
    ScriptedProvider failsAfter(String part, ProviderFailure failure) {
        return then(
                (_, sink, _) -> {
                    sink.accept("m", part.getBytes(StandardCharsets.UTF_8));
                    throw new ProviderException(failure, answer(part));
                });
    }

    Answer answer(String output) {
        return new Answer(
                "answering",
                output.getBytes(StandardCharsets.UTF_8),
                List.of("stop"),
                new Usage(1_000L, 10L, 0L, 0L, 0L, false),
                "fp",
                null);
    }

    @Override
    public Answer chat(ChatCall call, ChunkSink sink, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        calls.add(call);
        @Nullable ChatProvider next = script.poll();
        if (next != null) {
            return next.chat(call, sink, cancellation);
        }
        if (call.stream()) {
            sink.accept("answering", id.getBytes(StandardCharsets.UTF_8));
            sink.accept("answering", "!".getBytes(StandardCharsets.UTF_8));
        }
        return answer(id);
    }

    /** Drops what was not played and what was heard. */
    void forget() {
        script.clear();
        calls.clear();
    }

    Provider provider() {
        return new Provider(
                id,
                "scripted",
                "",
                this,
                (call, _) -> answer("vectors " + call.model()),
                List::of,
                false);
    }
}
