package dev.millrace.log.stage;

import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Sees to it that a suspicious record is the only one under way in its consumer. Were records of
 * other partitions under way beside it, a crash would accuse the innocent with the guilty, every
 * time anew, until both were buried. Used on the stage's thread alone.
 */
final class Quarantine {

    private final Set<Object> claims = new HashSet<>();
    private final BooleanSupplier idle;

    /** With {@code idle} telling whether no partition has anything under way. */
    Quarantine(BooleanSupplier idle) {
        this.idle = idle;
    }

    /** The partition's next record is suspicious; true when it may be delivered now. */
    boolean enter(Object partition) {
        claims.add(partition);
        return idle.getAsBoolean();
    }

    /** The partition has no suspicious record under way or next. */
    void leave(Object partition) {
        claims.remove(partition);
    }

    /** Whether a partition with an ordinary record must wait. */
    boolean occupied() {
        return !claims.isEmpty();
    }
}
