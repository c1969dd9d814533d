package dev.millrace.telemetry.attempt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Gives up attempts nobody will ever end, from time to time. */
final class LostAttempts implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LostAttempts.class);

    private final AttemptBooks books;
    private final AttemptProperties properties;
    private final Clock clock;
    private final Counter lost;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("lost-attempts").factory());
    private volatile boolean running;

    LostAttempts(
            AttemptBooks books, AttemptProperties properties, Clock clock, MeterRegistry registry) {
        this.books = books;
        this.properties = properties;
        this.clock = clock;
        this.lost =
                Counter.builder("millrace.telemetry.attempts.lost")
                        .description("Attempts given up because their end never came")
                        .register(registry);
    }

    /** Returns how many were given up. */
    int sweep() {
        Instant before = clock.instant().minus(properties.lostAfter());
        int all = 0;
        for (int some = books.loseStartedBefore(before);
                some > 0;
                some = books.loseStartedBefore(before)) {
            all += some;
        }
        lost.increment(all);
        return all;
    }

    @Override
    public void start() {
        long pause = properties.sweep().toMillis();
        // The log is read first: what ended while this service was away is not lost.
        var _ = timer.scheduleWithFixedDelay(this::sweepOrSay, pause, pause, TimeUnit.MILLISECONDS);
        running = true;
    }

    private void sweepOrSay() {
        try {
            sweep();
        } catch (RuntimeException failure) {
            // The database is away; the next look will do.
            log.warn("Lost attempts were not looked for: {}", failure.getClass().getName());
        }
    }

    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
