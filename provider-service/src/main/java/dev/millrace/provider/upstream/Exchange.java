package dev.millrace.provider.upstream;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange under a deadline that can be cancelled. Its methods block and belong to one
 * thread; the watch and a cancellation end a wait by dropping the connection. Closing it drops the
 * connection too, unless the body was read to its end: a provider must notice that nobody listens.
 */
public final class Exchange implements AutoCloseable {

    private static final int BUFFER = 8 * 1024;
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final long NO_LIMIT = 0;

    private final CloseableHttpClient client;
    private final Watch watch;
    private final HttpUriRequestBase request;
    private final Clock clock;
    private final Patience patience;
    private final Instant deadline;
    private final Cancellation cancellation;
    private final Cancellation.Registration registration;
    private final byte[] buffer = new byte[BUFFER];
    private @Nullable ClassicHttpResponse response;
    private @Nullable InputStream body;
    private boolean ended;
    private long received;

    /** When the present wait is over, in nanoseconds of the system's clock. */
    private volatile long until = NO_LIMIT;

    /** The watch has ended a wait. */
    private volatile boolean silent;

    Exchange(
            CloseableHttpClient client,
            Watch watch,
            HttpUriRequestBase request,
            Clock clock,
            Patience patience,
            Instant deadline,
            Cancellation cancellation) {
        this.client = client;
        this.watch = watch;
        this.request = request;
        this.clock = clock;
        this.patience = patience;
        this.deadline = deadline;
        this.cancellation = cancellation;
        this.registration = cancellation.onCancel(request::cancel);
        watch.over(this);
    }

    /** Sends, and waits for the head, at most {@code limit} and never past the deadline. */
    public Head response(Duration limit) throws ProviderException, InterruptedException {
        begin(limit);
        try {
            ClassicHttpResponse given = client.executeOpen(null, request, null);
            response = given;
            HttpEntity entity = given.getEntity();
            body = entity == null ? InputStream.nullInputStream() : entity.getContent();
            return head(given);
        } catch (IllegalStateException e) {
            // How the client ends when it is told to give up between two of its steps.
            if (!request.isCancelled()) {
                throw e;
            }
            throw new ProviderException(failure(e));
        } catch (IOException e) {
            stopIfInterrupted();
            throw new ProviderException(failure(e));
        } finally {
            until = NO_LIMIT;
        }
    }

    private ProviderFailure failure(Exception cause) {
        if (cancellation.isCancelled()) {
            return new ProviderFailure.Cancelled();
        }
        if (silent) {
            return new ProviderFailure.Timeout(isExpired() ? Phase.TOTAL : Phase.FIRST_TOKEN);
        }
        return cause instanceof ConnectTimeoutException
                ? new ProviderFailure.Timeout(Phase.CONNECT)
                : new ProviderFailure.Connection(cause.getClass().getSimpleName());
    }

    private static Head head(ClassicHttpResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            String value = header.getValue();
            headers.merge(header.getName(), value == null ? "" : value, Head::both);
        }
        return new Head(response.getCode(), headers);
    }

    /**
     * The next signal of the body; failures that end every body alike are thrown: too large,
     * cancelled, past the deadline.
     */
    public Signal next(Duration limit) throws ProviderException, InterruptedException {
        Signal signal = read(limit);
        if (cancellation.isCancelled()) {
            throw new ProviderException(new ProviderFailure.Cancelled());
        }
        if (signal instanceof Signal.Silence && isExpired()) {
            throw new ProviderException(new ProviderFailure.Timeout(Phase.TOTAL));
        }
        if (received > patience.answerLimit()) {
            throw new ProviderException(new ProviderFailure.AnswerTooLarge());
        }
        return signal;
    }

    private Signal read(Duration limit) throws InterruptedException {
        InputStream from = body;
        if (from == null) {
            throw new IllegalStateException("A body before its head");
        }
        begin(limit);
        try {
            int count = from.read(buffer);
            if (count < 0) {
                ended = true;
                return new Signal.Ended();
            }
            received += count;
            return new Signal.Bytes(ByteBuffer.wrap(buffer, 0, count));
        } catch (IOException _) {
            stopIfInterrupted();
            return silent ? new Signal.Silence() : new Signal.Broken();
        } finally {
            until = NO_LIMIT;
        }
    }

    /** The whole body. */
    public byte[] all() throws ProviderException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            switch (next(patience.idle())) {
                case Signal.Bytes(ByteBuffer part) -> out.write(buffer, 0, part.limit());
                case Signal.Ended _ -> {
                    return out.toByteArray();
                }
                case Signal.Broken _ ->
                        throw new ProviderException(new ProviderFailure.Interrupted());
                case Signal.Silence _ ->
                        throw new ProviderException(new ProviderFailure.Timeout(Phase.IDLE));
            }
        }
    }

    /**
     * The body of a refusal: empty when it does not arrive, because the status is clear without.
     */
    public byte[] explanation() throws ProviderException, InterruptedException {
        try {
            return all();
        } catch (ProviderException e) {
            if (e.failure() instanceof ProviderFailure.Cancelled) {
                throw e;
            }
            return new byte[0];
        }
    }

    /**
     * The answer is whole, and the end of the body is near, most often in the same read: waits a
     * moment for it, so that the connection can be used again.
     */
    public void finish() throws InterruptedException {
        Signal signal = new Signal.Bytes(ByteBuffer.wrap(buffer, 0, 0));
        long moment = System.nanoTime() + MOMENT.toNanos();
        while (signal instanceof Signal.Bytes && moment - System.nanoTime() > 0) {
            signal = read(Duration.ofNanos(moment - System.nanoTime()));
        }
    }

    private void begin(Duration limit) {
        Duration left = Duration.between(clock.instant(), deadline);
        Duration shorter = left.compareTo(limit) < 0 ? left : limit;
        long end = System.nanoTime() + Math.max(0, shorter.toNanos());
        until = end == NO_LIMIT ? 1 : end;
    }

    /** Ends the wait when its time is over; the watch's thread comes here. */
    void look(long now) {
        long end = until;
        if (end != NO_LIMIT && now - end >= 0) {
            silent = true;
            request.cancel();
        }
    }

    private boolean isExpired() {
        return !clock.instant().isBefore(deadline);
    }

    /** A virtual thread's read ends with an exception of the socket when it is interrupted. */
    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() {
        registration.close();
        watch.forget(this);
        if (!ended) {
            request.cancel();
        }
        ClassicHttpResponse open = response;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // The connection is gone either way.
            }
        }
    }
}
