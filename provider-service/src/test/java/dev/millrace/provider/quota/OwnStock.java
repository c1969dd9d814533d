package dev.millrace.provider.quota;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The common stock in memory, by a clock that may be anything. */
public final class OwnStock implements CommonStock {

    private final LongSupplier nanoTime;
    private final Map<String, double[]> buckets = new HashMap<>();

    OwnStock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Limits of an instance that is alone. */
    public static MinuteLimits limits() {
        return new MinuteLimits(
                new OwnStock(System::nanoTime),
                System::nanoTime,
                Duration.ofMillis(10),
                Thread::startVirtualThread);
    }

    @Override
    public synchronized double take(
            String subject, long perMinute, double capacity, double wanted) {
        long now = nanoTime.getAsLong();
        double[] bucket = buckets.computeIfAbsent(subject, _ -> new double[] {0, now});
        bucket[0] = Math.min(capacity, bucket[0] + (now - bucket[1]) / 60e9 * perMinute);
        bucket[1] = now;
        double given = Math.max(0, Math.min(wanted, bucket[0]));
        bucket[0] -= given;
        return given;
    }
}
