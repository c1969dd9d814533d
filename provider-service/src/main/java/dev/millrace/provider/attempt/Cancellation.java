package dev.millrace.provider.attempt;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells everyone who works on a request that nobody wants its answer any more. Thread-safe. */
public final class Cancellation {

    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    public void cancel() {
        cancelled = true;
        listeners.forEach(this::tell);
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Runs {@code action} once when cancelled, at once if that has happened; it must be quick.
     * Closing the registration forgets it.
     */
    public Registration onCancel(Runnable action) {
        Listener listener = new Listener(action);
        listeners.add(listener);
        if (cancelled) {
            tell(listener);
        }
        return () -> listeners.remove(listener);
    }

    /** Whoever takes a listener out tells it: nobody is told twice. */
    private void tell(Listener listener) {
        if (listeners.remove(listener)) {
            listener.action.run();
        }
    }

    /** A registration of its own, also for an action that is registered twice. */
    private static final class Listener {
        private final Runnable action;

        Listener(Runnable action) {
            this.action = action;
        }
    }

    /** A place among those who are told. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
