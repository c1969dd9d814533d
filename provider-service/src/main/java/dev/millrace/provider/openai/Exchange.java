package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One HTTP exchange under a deadline that can be cancelled. Closing it drops the connection unless
 * the body was read to its end.
 */
final class Exchange implements AutoCloseable {

    private final Clock clock;
    private final Patience patience;
    private final Instant deadline;
    private final Cancellation cancellation;
    private final CompletableFuture<?> pending;
    private final ResponseBytes bytes = new ResponseBytes();
    private final Cancellation.Registration registration;
    private long received;
    private boolean finished;

    Exchange(
            HttpClient client,
            Watch watch,
            HttpRequest request,
            Clock clock,
            Patience patience,
            Instant deadline,
            Cancellation cancellation) {
        this.clock = clock;
        this.patience = patience;
        this.deadline = deadline;
        this.cancellation = cancellation;
        this.pending = client.sendAsync(request, bytes::begins);
        watch.over(bytes);
        var _ =
                pending.whenComplete(
                        (_, failure) -> {
                            if (failure != null) {
                                bytes.fails(failure);
                            }
                        });
        this.registration =
                cancellation.onCancel(
                        () -> {
                            pending.cancel(true);
                            bytes.stop();
                        });
    }

    /** Waits for the headers, at most {@code limit} and never past the deadline. */
    Signal.Head response(Duration limit) throws ProviderException, InterruptedException {
        Signal signal = bytes.take(shorter(limit));
        if (cancellation.isCancelled()) {
            throw new ProviderException(new ProviderFailure.Cancelled());
        }
        return switch (signal) {
            case Signal.Head head -> head;
            case Signal.Failed(Throwable cause) -> throw new ProviderException(connection(cause));
            case Signal.Silence _ -> throw new ProviderException(silence(Phase.FIRST_TOKEN));
            case Signal.Body _ -> throw new IllegalStateException("A body without a head");
        };
    }

    private static ProviderFailure connection(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof HttpConnectTimeoutException
                ? new ProviderFailure.Timeout(Phase.CONNECT)
                : new ProviderFailure.Connection(cause.getClass().getSimpleName());
    }

    /**
     * The next signal of the body; failures that end every body alike are thrown: too large,
     * cancelled, past the deadline.
     */
    Signal.Body next(Duration limit) throws ProviderException, InterruptedException {
        Signal.Body signal =
                switch (bytes.take(shorter(limit))) {
                    case Signal.Body body -> body;
                    case Signal.Failed _ -> new Signal.Broken();
                    case Signal.Head _ -> throw new IllegalStateException("A second head");
                };
        if (cancellation.isCancelled()) {
            throw new ProviderException(new ProviderFailure.Cancelled());
        }
        if (signal instanceof Signal.Silence && !clock.instant().isBefore(deadline)) {
            throw new ProviderException(new ProviderFailure.Timeout(Phase.TOTAL));
        }
        if (signal instanceof Signal.Bytes(var buffers)) {
            for (ByteBuffer buffer : buffers) {
                received += buffer.remaining();
            }
            if (received > patience.answerLimit()) {
                throw new ProviderException(new ProviderFailure.AnswerTooLarge());
            }
        }
        return signal;
    }

    /** The whole body. */
    byte[] all() throws ProviderException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            switch (next(patience.idle())) {
                case Signal.Bytes(var buffers) -> {
                    for (ByteBuffer buffer : buffers) {
                        byte[] part = new byte[buffer.remaining()];
                        buffer.get(part);
                        out.writeBytes(part);
                    }
                }
                case Signal.Ended _ -> {
                    return out.toByteArray();
                }
                case Signal.Broken _ ->
                        throw new ProviderException(new ProviderFailure.Interrupted());
                case Signal.Silence _ ->
                        throw new ProviderException(new ProviderFailure.Timeout(Phase.IDLE));
                case Signal.Stopped _ ->
                        throw new ProviderException(new ProviderFailure.Cancelled());
            }
        }
    }

    private ProviderFailure silence(Phase phase) {
        return new ProviderFailure.Timeout(
                clock.instant().isBefore(deadline) ? phase : Phase.TOTAL);
    }

    private Duration shorter(Duration limit) {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.compareTo(limit) < 0 ? left : limit;
    }

    /** The answer is whole: what is left of the body is only its end. */
    void finish() throws InterruptedException {
        finished = true;
        bytes.drain();
    }

    @Override
    public void close() {
        registration.close();
        if (finished) {
            return;
        }
        if (!bytes.hasEnded()) {
            // Drops the connection, also when the headers have not come.
            pending.cancel(true);
        }
        bytes.close();
    }
}
