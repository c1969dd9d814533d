package dev.millrace.proof.crash;

import dev.millrace.proof.checker.Kill;
import dev.millrace.proof.product.Product;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Kills random processes at random moments. */
public final class Storm {

    private static final Duration RESTART = Duration.ofMinutes(3);

    private final Product product;
    private final RandomGenerator random;
    private final List<Kill> kills = Collections.synchronizedList(new ArrayList<>());

    public Storm(Product product, RandomGenerator random) {
        this.product = product;
        this.random = random;
    }

    /**
     * Kills one process after another, each {@code least} to {@code most} after the last was back.
     */
    void rage(int count, Duration least, Duration most) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            Thread.sleep(random.nextLong(least.toMillis(), most.toMillis()));
            List<String> names = product.processes();
            kill(names.get(random.nextInt(names.size())));
        }
    }

    /** Kills one process and waits until its successor is ready. */
    public void kill(String name) throws InterruptedException {
        long pid = product.pid(name);
        Instant at = Instant.now();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        Instant giveUp = at.plus(RESTART);
        while (product.pid(name) == pid || !product.isReady(name)) {
            if (Instant.now().isAfter(giveUp)) {
                throw new IllegalStateException(
                        name + " did not come back within " + RESTART.toSeconds() + " s");
            }
            Thread.sleep(50);
        }
        Kill kill = new Kill(name, at, Instant.now());
        kills.add(kill);
        System.err.printf(
                "  killed %-20s back after %5d ms  (%d)%n",
                name, Duration.between(kill.at(), kill.restarted()).toMillis(), kills.size());
    }

    public List<Kill> kills() {
        return List.copyOf(kills);
    }
}
