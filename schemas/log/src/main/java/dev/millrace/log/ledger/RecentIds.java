package dev.millrace.log.ledger;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The request ids a partition has lately seen, each with the offset that brought it: a second
 * record of the same request is a repeat, the same record once more is not. Not thread-safe.
 */
final class RecentIds {

    /** Repeats come from a publisher that did not hear the acknowledgement: seconds apart. */
    static final int KEPT = 10_000;

    private final Map<String, Long> offsets =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > KEPT;
                }
            };

    /** Remembers the id; true when another record brought it before. */
    boolean isRepeat(String id, long offset) {
        Long first = offsets.putIfAbsent(id, offset);
        return first != null && first != offset;
    }
}
