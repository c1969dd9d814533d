package dev.millrace.log.consume;

import java.time.Duration;

/** The pause before the next try: doubled from 100 ms to 10 s, until something succeeds. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration next = FIRST;

    public Duration next() {
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }

    public void reset() {
        next = FIRST;
    }
}
