package dev.millrace.provider.execution;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Lets work begin once the views it looks at have been read: a price that is not there yet would
 * make a call look unpriced for ever, a cancel not seen yet would let it run.
 */
final class OnceRead {

    private static final long LOOK_AGAIN_MILLIS = 20;

    private final List<BooleanSupplier> views;
    private volatile boolean read;

    OnceRead(List<BooleanSupplier> views) {
        this.views = views;
    }

    void await() throws InterruptedException {
        while (!read) {
            if (views.stream().allMatch(BooleanSupplier::getAsBoolean)) {
                read = true;
            } else {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        }
    }
}
