package dev.millrace.postprocess.pipeline;

import dev.millrace.events.OutcomeReached;
import dev.millrace.events.RequestFinished;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which ending won, for the latest requests of one partition: the first one read. An ending read
 * twice (a step back after a failed publication, a restart) wins again, because what it led to may
 * not have arrived. Used by one thread, {@link Winner#recorded()} apart.
 */
final class FinishedRequests {

    /** The ending that won. */
    static final class Winner {
        private final long offset;
        private final int print;
        private final int chunkCount;
        private volatile boolean recorded;

        private Winner(long offset, int print, int chunkCount, boolean recorded) {
            this.offset = offset;
            this.print = print;
            this.chunkCount = chunkCount;
            this.recorded = recorded;
        }

        /** Whether `results` holds the request's finish already: only `replies` may lack it. */
        boolean recorded() {
            return recorded;
        }

        /** Called when `results` has acknowledged the finish. */
        void record() {
            recorded = true;
        }

        /** Chunks the recorded finish names; negative when this process has not read it there. */
        int chunkCount() {
            return chunkCount;
        }
    }

    private static final long READ_IN_AN_EARLIER_LIFE = -1;

    private final Map<UUID, Winner> winners;

    FinishedRequests(int most) {
        winners =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<UUID, Winner> eldest) {
                        return size() > most;
                    }
                };
    }

    /** Takes over what an earlier life of this partition's reader had finished. */
    void remember(RequestFinished finished) {
        int print =
                print(
                        finished.getFinishedAt().toEpochMilli(),
                        finished.getAttemptId().orElse(null));
        winners.putIfAbsent(
                id(finished.getRequestId()),
                new Winner(READ_IN_AN_EARLIER_LIFE, print, finished.getChunkCount(), true));
    }

    /** The winner this ending is, or null when another one has won before. */
    @Nullable Winner judge(OutcomeReached outcome, long offset) {
        int print =
                print(outcome.getReachedAt().toEpochMilli(), outcome.getAttemptId().orElse(null));
        UUID id = id(outcome.getRequestId());
        Winner before = winners.get(id);
        if (before == null) {
            Winner first = new Winner(offset, print, -1, false);
            winners.put(id, first);
            return first;
        }
        boolean same =
                before.offset == READ_IN_AN_EARLIER_LIFE
                        ? before.print == print
                        : before.offset == offset;
        return same ? before : null;
    }

    /** Whether a request's ending was read before {@code offset}: its late chunks are nobody's. */
    boolean finishedBefore(String requestId, long offset) {
        Winner winner = winners.get(id(requestId));
        return winner != null && winner.offset < offset;
    }

    int size() {
        return winners.size();
    }

    private static int print(long reachedAt, @Nullable String attemptId) {
        return Objects.hash(reachedAt, attemptId);
    }

    /** Ids are UUIDs; one that is not (an unreadable record's key) is kept by its hash. */
    private static UUID id(String requestId) {
        try {
            return UUID.fromString(requestId);
        } catch (IllegalArgumentException notUuid) {
            return UUID.nameUUIDFromBytes(requestId.getBytes(StandardCharsets.UTF_8));
        }
    }
}
