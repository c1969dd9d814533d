package dev.millrace.gateway.replies;

import dev.millrace.events.Ending;
import dev.millrace.events.RequestHead;
import dev.millrace.web.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of requests whose clients have left: a kept one runs on, any other is cancelled
 * after a while unless someone came back to it, here or elsewhere. When this instance dies first
 * the request runs to its end or its deadline.
 */
final class Departures implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    private final Attention attention;
    private final Endings endings;
    private final Duration abandonAfter;
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("departures").factory());

    Departures(Attention attention, Endings endings, Duration abandonAfter) {
        this.attention = attention;
        this.endings = endings;
        this.abandonAfter = abandonAfter;
    }

    void left(RequestHead head) {
        if (!head.getKeep()) {
            lookLater(head);
        }
    }

    private void lookLater(RequestHead head) {
        if (!later.isShutdown()) {
            var _ =
                    later.schedule(
                            () -> Thread.startVirtualThread(() -> look(head)),
                            abandonAfter.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void look(RequestHead head) {
        try {
            switch (attention.of(head.getRequestId())) {
                case ENDED -> {}
                case WATCHED -> lookLater(head);
                case ALONE -> {
                    LOG.info("Request {} is cancelled: its client left", head.getRequestId());
                    endings.end(head, Ending.CANCELLED, ErrorCode.CANCELLED).join();
                }
            }
        } catch (RuntimeException e) {
            LOG.info("Request {} will be looked at again", head.getRequestId(), e);
            lookLater(head);
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
