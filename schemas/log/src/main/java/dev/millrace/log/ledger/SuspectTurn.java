package dev.millrace.log.ledger;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets one suspect run at a time, whatever consumer of this log it belongs to: a crash ends them
 * all, and must find one record at its third try. See {@link Ledger}. Thread-safe.
 */
public final class SuspectTurn {

    private final AtomicReference<@Nullable Object> holder = new AtomicReference<>();

    boolean take(Object suspect) {
        return holder.compareAndSet(null, suspect);
    }

    /** Does nothing when the turn is another's. */
    void giveBack(Object suspect) {
        holder.compareAndSet(suspect, null);
    }
}
