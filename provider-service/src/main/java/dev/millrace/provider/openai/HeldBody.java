package dev.millrace.provider.openai;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A request's body that leaves when something else is done; its head leaves at once. So the way to
 * the upstream is prepared while the log acknowledges, and nobody has to be woken to go on.
 */
final class HeldBody implements HttpRequest.BodyPublisher {

    private final HttpRequest.BodyPublisher body;
    private final CompletableFuture<?> until;

    HeldBody(byte[] body, CompletableFuture<?> until) {
        this.body = HttpRequest.BodyPublishers.ofByteArray(body);
        this.until = until;
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        var _ =
                until.whenComplete(
                        (_, failure) -> {
                            if (failure == null) {
                                body.subscribe(subscriber);
                            } else {
                                subscriber.onSubscribe(new Nothing());
                                subscriber.onError(failure);
                            }
                        });
    }

    /** What a subscriber gets before it is told of a failure. */
    private static final class Nothing implements Flow.Subscription {

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
