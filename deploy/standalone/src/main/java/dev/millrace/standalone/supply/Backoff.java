package dev.millrace.standalone.supply;

import java.time.Duration;

/**
 * How long to wait before something that died is started again: twice as long each time, from the
 * start again once it has lived a while.
 */
public final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration SETTLED = Duration.ofSeconds(20);

    private Duration next = FIRST;

    /**
     * The pause now.
     *
     * @param lived how long it lived this time
     */
    public synchronized Duration after(Duration lived) {
        if (lived.compareTo(SETTLED) >= 0) {
            next = FIRST;
        }
        var pause = next;
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
