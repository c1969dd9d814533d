package dev.millrace.postprocess.run;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the releaser. A ring that nobody waits for is not lost; several count as one. */
final class Wake {

    private final Semaphore rung = new Semaphore(0);

    void ring() {
        if (rung.availablePermits() == 0) {
            rung.release();
        }
    }

    /** Waits for a ring, at most this long. */
    void await(Duration most) throws InterruptedException {
        if (rung.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS)) {
            rung.drainPermits();
        }
    }
}
