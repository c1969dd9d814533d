package dev.millrace.boot.outbox;

import dev.millrace.store.outbox.OutboxRelay;
import org.springframework.context.SmartLifecycle;

/** Runs the relay from before the first request until after the last: both may announce. */
final class OutboxLifecycle implements SmartLifecycle {

    /** Below the web server's and the views' phases. */
    static final int PHASE = DEFAULT_PHASE - 8192;

    private final OutboxRelay relay;
    private volatile boolean running;

    OutboxLifecycle(OutboxRelay relay) {
        this.relay = relay;
    }

    @Override
    public void start() {
        if (relay.hasTable()) {
            relay.start();
        }
        running = true;
    }

    @Override
    public void stop() {
        relay.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
