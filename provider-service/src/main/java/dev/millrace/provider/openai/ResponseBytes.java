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
 * A response as signals to take with a time limit: the client's own stream has none, and an
 * upstream that says nothing must not hold a call for ever. At most two reads wait here, then TCP
 * holds the upstream back.
 */
final class ResponseBytes implements HttpResponse.BodySubscriber<ResponseBytes> {

    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final long NO_LIMIT = 0;

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Object lock = new Object();
    private Flow.@Nullable Subscription subscription;
    private boolean closed;
    private boolean draining;
    private boolean ended;

    /** When the present wait is over, in nanoseconds of the system's clock. */
    private volatile long until = NO_LIMIT;

    /** Nothing of this response is of interest any more. */
    private volatile boolean over;

    /** The head has come. */
    ResponseBytes begins(HttpResponse.ResponseInfo head) {
        signals.add(new Signal.Head(head.statusCode(), head.headers()));
        return this;
    }

    /** No head will come. */
    void fails(Throwable cause) {
        signals.add(new Signal.Failed(cause));
    }

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

    @Override
    public void onError(Throwable cause) {
        ends(new Signal.Broken());
    }

    @Override
    public void onComplete() {
        ends(new Signal.Ended());
    }

    private void ends(Signal end) {
        synchronized (lock) {
            ended = true;
            over |= draining;
        }
        signals.add(end);
    }

    boolean hasEnded() {
        synchronized (lock) {
            return ended;
        }
    }

    /** The caller takes the body itself, so it is there as soon as the headers are. */
    @Override
    public CompletionStage<ResponseBytes> getBody() {
        return CompletableFuture.completedStage(this);
    }

    /** The next signal, or {@link Signal.Silence} when none comes within {@code patience}. */
    Signal take(Duration patience) throws InterruptedException {
        Signal signal = signals.poll();
        if (signal == null || signal instanceof Signal.Silence) {
            signal = await(System.nanoTime() + Math.max(0, patience.toNanos()));
        }
        if (signal instanceof Signal.Bytes) {
            Flow.Subscription from = subscription;
            if (from != null) {
                from.request(1);
            }
        }
        return signal;
    }

    private Signal await(long end) throws InterruptedException {
        until = end == NO_LIMIT ? 1 : end;
        try {
            while (true) {
                Signal signal = signals.take();
                // A silence that was noticed while the last wait ended says nothing of this one.
                if (!(signal instanceof Signal.Silence) || System.nanoTime() - end >= 0) {
                    return signal;
                }
            }
        } finally {
            until = NO_LIMIT;
        }
    }

    /**
     * Ends the wait when its time is over.
     *
     * @return true when there is no need to look again
     */
    boolean look(long now) {
        long end = until;
        if (end != NO_LIMIT && now - end >= 0) {
            if (isDraining()) {
                close();
            } else {
                signals.add(new Signal.Silence());
            }
        }
        return over;
    }

    private boolean isDraining() {
        synchronized (lock) {
            return draining;
        }
    }

    /** Wakes up whoever takes. */
    void stop() {
        signals.add(new Signal.Stopped());
    }

    /**
     * Nothing more is of interest, but the end is near, most often in the same read: waits a moment
     * for it, so that a call which follows at once finds the connection free; then reads it in the
     * background, and drops the connection when it does not come.
     */
    void drain() throws InterruptedException {
        Flow.Subscription from;
        synchronized (lock) {
            draining = true;
            from = subscription;
            over |= ended;
        }
        until = System.nanoTime() + DRAIN.toNanos();
        if (from != null) {
            from.request(Long.MAX_VALUE);
        }
        long moment = System.nanoTime() + MOMENT.toNanos();
        while (!hasEnded() && moment - System.nanoTime() > 0) {
            var _ = signals.poll(moment - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    /** Drops the connection unless the body has ended: a stopped provider must notice it. */
    void close() {
        over = true;
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
