package dev.millrace.postprocess.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Whose lines are released next: deficit round robin over tenants (Shreedhar and Varghese, 1995),
 * every line costing one. A tenant whose turn it is may release {@code quantum} lines, of its runs
 * in the order given; what is left of a turn when the batch is full is used in the next batch, and
 * what is left when the tenant has nothing (more) to release is lost, so that nobody saves turns
 * up.
 *
 * <p>It follows that between two turns of a tenant every other one releases at most {@code quantum}
 * lines, however many it has. Not thread-safe; no I/O.
 */
final class Turns {

    /**
     * A tenant with lines to release.
     *
     * @param unfinished its lines in the log without an ending
     * @param runs its runs with queued lines, first to be served first
     */
    record Waiting(String tenant, long unfinished, List<Queued> runs) {}

    /** A run's queued lines. */
    record Queued(UUID runId, long lines) {}

    /** The next {@code lines} lines of a run. */
    record Take(UUID runId, int lines) {}

    private final int quantum;
    private final int window;
    private final LinkedHashSet<String> order = new LinkedHashSet<>();
    private final Map<String, Integer> deficits = new HashMap<>();

    /**
     * Turns of {@code quantum} lines.
     *
     * @param window the most unfinished lines a tenant may have in the log
     */
    Turns(int quantum, int window) {
        this.quantum = quantum;
        this.window = window;
    }

    /** At most {@code batch} lines, in the order of release. A run may be taken from repeatedly. */
    List<Take> next(List<Waiting> tenants, int batch) {
        Map<String, Claim> claims = new HashMap<>();
        for (Waiting tenant : tenants) {
            Claim claim = new Claim(tenant, window);
            if (claim.open()) {
                claims.put(tenant.tenant(), claim);
            }
        }
        order.retainAll(claims.keySet());
        deficits.keySet().retainAll(claims.keySet());
        for (Waiting tenant : tenants) {
            if (claims.containsKey(tenant.tenant())) {
                order.add(tenant.tenant());
            }
        }
        List<Take> takes = new ArrayList<>();
        int room = batch;
        while (room > 0 && !order.isEmpty()) {
            String tenant = order.getFirst();
            Claim claim = claims.get(tenant);
            int turn = deficits.getOrDefault(tenant, quantum);
            int taken = claim == null ? 0 : claim.take(Math.min(turn, room), takes);
            room -= taken;
            boolean over = claim == null || !claim.open();
            if (!over && taken < turn) {
                deficits.put(tenant, turn - taken);
                break;
            }
            deficits.remove(tenant);
            order.removeFirst();
            if (!over) {
                order.addLast(tenant);
            }
        }
        return takes;
    }

    /** What a tenant may still release. */
    private static final class Claim {

        private final Iterator<Queued> runs;
        private long allowed;
        private UUID run = new UUID(0, 0);
        private long left;

        Claim(Waiting tenant, int window) {
            runs = tenant.runs().iterator();
            allowed = window - tenant.unfinished();
            nextRun();
        }

        boolean open() {
            return allowed > 0 && left > 0;
        }

        int take(int most, List<Take> takes) {
            int taken = 0;
            while (taken < most && open()) {
                int lines = (int) Math.min(Math.min(most - taken, allowed), left);
                takes.add(new Take(run, lines));
                taken += lines;
                allowed -= lines;
                left -= lines;
                nextRun();
            }
            return taken;
        }

        private void nextRun() {
            while (left == 0 && runs.hasNext()) {
                Queued next = runs.next();
                run = next.runId();
                left = next.lines();
            }
        }
    }
}
