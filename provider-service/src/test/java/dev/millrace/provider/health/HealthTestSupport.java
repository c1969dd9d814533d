package dev.millrace.provider.health;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;

/** A health watch for tests of other packages: it stores nothing. */
public final class HealthTestSupport {

    static final Thresholds THRESHOLDS = new Thresholds(2, 5, 3, 20, 25, 10);

    private HealthTestSupport() {}

    public static ProviderHealthWatch watch() {
        return new ProviderHealthWatch(THRESHOLDS, Clock.systemUTC(), new SimpleMeterRegistry());
    }
}
