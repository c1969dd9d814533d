package dev.millrace.rag.ingest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whose document is next: one of each tenant in turn, so that nobody waits behind another's hundred
 * thousand.
 */
final class Turns {

    private final WorkRepository work;
    private final Duration lease;
    private final ArrayDeque<String> order = new ArrayDeque<>();

    Turns(WorkRepository work, Duration lease) {
        this.work = work;
        this.lease = lease;
    }

    /** Empty when nobody has anything that can be worked on now. */
    Optional<Work> next() {
        Optional<Work> found = of(round(false));
        return found.isPresent() ? found : of(round(true));
    }

    private Optional<Work> of(List<String> tenants) {
        for (String tenant : tenants) {
            Optional<Work> claimed = work.claim(tenant, UUID.randomUUID(), lease);
            if (claimed.isPresent()) {
                served(tenant);
                return claimed;
            }
            forget(tenant);
        }
        return Optional.empty();
    }

    private List<String> round(boolean look) {
        List<String> found = look ? work.tenants() : List.of();
        synchronized (order) {
            found.stream().filter(tenant -> !order.contains(tenant)).forEach(order::add);
            return new ArrayList<>(order);
        }
    }

    private void served(String tenant) {
        synchronized (order) {
            order.remove(tenant);
            order.add(tenant);
        }
    }

    private void forget(String tenant) {
        synchronized (order) {
            order.remove(tenant);
        }
    }
}
