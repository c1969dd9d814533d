package dev.millrace.proof.failover;

import dev.millrace.proof.load.Transcript;
import dev.millrace.proof.upstream.Call;
import java.time.Instant;
import java.util.List;

/**
 * What was seen, and when.
 *
 * @param died when the first was killed
 * @param back when it answered again
 * @param knocks at its port while it was dead
 * @param before its calls before it died
 * @param after its calls since it was back
 * @param standby the other's calls
 */
record Seen(
        List<Transcript> transcripts,
        Instant died,
        Instant back,
        List<DeadPort.Knock> knocks,
        List<Call> before,
        List<Call> after,
        List<Call> standby) {

    /** Calls that began between two moments. */
    static long begun(List<Call> calls, Instant from, Instant to) {
        return calls.stream()
                .filter(call -> call.ending().equals("started"))
                .filter(call -> call.at().isAfter(from) && call.at().isBefore(to))
                .count();
    }

    /** When the last call began, if that is later than another moment. */
    static Instant last(List<Call> calls, Instant orElse) {
        return calls.stream()
                .filter(call -> call.ending().equals("started"))
                .map(Call::at)
                .reduce(orElse, (one, other) -> one.isAfter(other) ? one : other);
    }
}
