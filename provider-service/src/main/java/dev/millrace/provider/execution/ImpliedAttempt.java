package dev.millrace.provider.execution;

import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Lane;
import dev.millrace.log.Received;
import dev.millrace.web.request.Uuid7;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that an interactive execution's record announces by lying in the log: the first call
 * to its first candidate, when nobody handled the record before. Its id follows from the record, so
 * whoever is given the record again can tell of it: after a crash that is the announcement of a
 * call that may have been made. Bulk attempts are announced one by one, because a thousand of them
 * may wait for their slots, and a crash would count them all as lost.
 *
 * @param since when the call can have begun at the earliest
 */
record ImpliedAttempt(String id, Instant since) {

    /** Null when the record announces none. */
    static @Nullable ImpliedAttempt of(Received<ExecutionReady> record) {
        if (record.value().getRequest().getHead().getLane() != Lane.INTERACTIVE) {
            return null;
        }
        // The offset too: a request that lies in the log twice may be executed twice.
        String name = record.key() + '/' + record.position().offset();
        return new ImpliedAttempt(
                Uuid7.derived(record.timestamp(), name).toString(), record.timestamp());
    }
}
