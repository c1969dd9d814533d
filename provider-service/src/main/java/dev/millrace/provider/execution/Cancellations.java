package dev.millrace.provider.execution;

import dev.millrace.events.CancelRequested;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RunCancelled;
import dev.millrace.log.view.ReadModel;
import dev.millrace.provider.attempt.Cancellation;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Follows {@code controls}: stops what runs here, and remembers what was cancelled lately, because
 * a cancel may overtake its request. Forgetting costs a call whose answer nobody takes, never more:
 * the ending itself is decided on {@code outcomes}. Thread-safe.
 */
final class Cancellations implements ReadModel.Changes<SpecificRecord> {

    private static final int REMEMBERED = 50_000;

    private final Map<String, Set<Cancellation>> running = new HashMap<>();
    private final Set<String> cancelled =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    @Override
    public void on(String key, @Nullable SpecificRecord value) {
        switch (value) {
            case CancelRequested cancel -> cancel("request " + cancel.getRequestId());
            case RunCancelled cancel -> cancel("run " + cancel.getRunId());
            case null, default -> {
                // Nothing for us.
            }
        }
    }

    private synchronized void cancel(String name) {
        cancelled.add(name);
        running.getOrDefault(name, Set.of()).forEach(Cancellation::cancel);
    }

    /** Watches a request until closed. */
    synchronized Watch watch(RequestHead head) {
        Watch watch = new Watch(head);
        for (String name : watch.names) {
            running.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(watch.cancellation);
            if (cancelled.contains(name)) {
                watch.cancellation.cancel();
            }
        }
        return watch;
    }

    private synchronized void forget(Watch watch) {
        for (String name : watch.names) {
            Set<Cancellation> those = running.get(name);
            if (those != null && those.remove(watch.cancellation) && those.isEmpty()) {
                running.remove(name);
            }
        }
    }

    /** A request that may be cancelled, by itself or with its run. */
    final class Watch implements AutoCloseable {

        private final Cancellation cancellation = new Cancellation();
        private final Set<String> names = new LinkedHashSet<>();

        private Watch(RequestHead head) {
            names.add("request " + head.getRequestId());
            head.getRunId().ifPresent(run -> names.add("run " + run));
        }

        Cancellation cancellation() {
            return cancellation;
        }

        @Override
        public void close() {
            forget(this);
        }
    }
}
