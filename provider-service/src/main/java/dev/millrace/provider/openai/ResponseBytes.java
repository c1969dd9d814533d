package dev.millrace.provider.openai;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response's body as signals to take with a time limit: the client's own stream has none, and an
 * upstream that says nothing must not hold a call for ever. At most two reads wait here, then TCP
 * holds the upstream back.
 */
final class ResponseBytes implements HttpResponse.BodySubscriber<ResponseBytes> {

    private static final int DRAIN_SECONDS = 5;

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Object lock = new Object();
    private Flow.@Nullable Subscription subscription;
    private boolean closed;
    private boolean draining;

    @Override
    public void onSubscribe(Flow.Subscription given) {
        synchronized (lock) {
            if (closed) {
                given.cancel();
                return;
            }
            subscription = given;
        }
        given.request(2);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        synchronized (lock) {
            if (draining) {
                return;
            }
        }
        signals.add(new Signal.Bytes(buffers));
    }

    /**
     * Nothing more is of interest, but the end is near: reads it in the background, so that the
     * connection can serve the next call, and drops the connection when it does not come.
     */
    void drain() {
        Flow.Subscription from;
        synchronized (lock) {
            draining = true;
            from = subscription;
        }
        if (from != null) {
            from.request(Long.MAX_VALUE);
            CompletableFuture.delayedExecutor(DRAIN_SECONDS, TimeUnit.SECONDS).execute(this::close);
        }
    }

    @Override
    public void onError(Throwable cause) {
        signals.add(new Signal.Broken());
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.Ended());
    }

    /** The caller takes the body itself, so it is there as soon as the headers are. */
    @Override
    public CompletionStage<ResponseBytes> getBody() {
        return CompletableFuture.completedStage(this);
    }

    /** The next signal, or {@link Signal.Silence} when none comes within {@code patience}. */
    Signal take(Duration patience) throws InterruptedException {
        Signal signal = signals.poll(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
        if (signal == null) {
            return new Signal.Silence();
        }
        if (signal instanceof Signal.Bytes) {
            Flow.Subscription from = subscription;
            if (from != null) {
                from.request(1);
            }
        }
        return signal;
    }

    /** Wakes up whoever takes. */
    void stop() {
        signals.add(new Signal.Stopped());
    }

    /** Drops the connection unless the body has ended: a stopped provider must notice it. */
    void close() {
        Flow.Subscription from;
        synchronized (lock) {
            closed = true;
            from = subscription;
        }
        if (from != null) {
            from.cancel();
        }
    }
}
