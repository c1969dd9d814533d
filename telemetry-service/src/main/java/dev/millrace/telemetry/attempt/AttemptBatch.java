package dev.millrace.telemetry.attempt;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptStarted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a batch of `attempts` says: every attempt at most once, its first end winning, and no start
 * of one that ends in the same batch. In the order of ids, so that no two transactions wait for
 * each other in a circle.
 */
record AttemptBatch(List<OpenAttempt> started, List<AttemptFact> ended) {

    static AttemptBatch of(Iterable<? extends SpecificRecord> records) {
        Map<String, OpenAttempt> started = new LinkedHashMap<>();
        Map<String, AttemptFact> ended = new LinkedHashMap<>();
        for (SpecificRecord record : records) {
            switch (record) {
                case AttemptStarted start -> {
                    OpenAttempt open = OpenAttempt.of(start);
                    started.putIfAbsent(open.attemptId(), open);
                }
                case AttemptEnded end -> {
                    AttemptFact fact = AttemptFact.of(end);
                    ended.putIfAbsent(fact.attemptId(), fact);
                }
                default -> {
                    // A kind of record that a newer version adds is not for this one.
                }
            }
        }
        started.keySet().removeAll(ended.keySet());
        return new AttemptBatch(sorted(started), sorted(ended));
    }

    private static <T> List<T> sorted(Map<String, T> byId) {
        return byId.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }
}
