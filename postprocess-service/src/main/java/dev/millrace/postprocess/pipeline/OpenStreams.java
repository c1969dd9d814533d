package dev.millrace.postprocess.pipeline;

import dev.millrace.events.ReplyChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one partition whose outcome has not been read yet, and the offset a restart must
 * read again from to rebuild them.
 *
 * <p>Bounded twice: a stream whose first chunk is {@code longest} older than the newest one, and
 * the oldest stream when there are more than {@code most}, are forgotten. They no longer hold the
 * commit; their requests still finish with the whole answer.
 *
 * <p>Not thread-safe.
 */
final class OpenStreams {

    /** Offsets a stream needs: from its first chunk to its outcome, which may not be read yet. */
    private static final class Span {
        private final long first;
        private long last = Long.MAX_VALUE;

        Span(long first) {
            this.first = first;
        }
    }

    private record Entry(OpenStream stream, Span span) {}

    private record Key(String requestId, String attemptId) {}

    private final int most;
    private final Duration longest;

    /** In the order of their first chunks. */
    private final Map<Key, Entry> open = new LinkedHashMap<>();

    private final Map<String, List<Key>> attempts = new LinkedHashMap<>();
    private final Deque<Span> spans = new ArrayDeque<>();

    OpenStreams(int most, Duration longest) {
        this.most = most;
        this.longest = longest;
    }

    /**
     * The stream a chunk belongs to, begun by its first chunk; null when it is not known (any
     * more).
     */
    @Nullable OpenStream of(ReplyChunk chunk, long offset, Instant at, Supplier<OpenStream> begin) {
        Key key = new Key(chunk.getRequestId(), chunk.getAttemptId());
        Entry entry = open.get(key);
        if (entry == null && chunk.getSequence() == 0) {
            entry = new Entry(begin.get(), new Span(offset));
            open.put(key, entry);
            attempts.computeIfAbsent(key.requestId, _ -> new ArrayList<>(1)).add(key);
            spans.add(entry.span);
            forgetTooMany(at.minus(longest));
        }
        return entry == null ? null : entry.stream;
    }

    /** Ends a request's streams; gives the one of the attempt that made the outcome, if known. */
    @Nullable OpenStream end(String requestId, @Nullable String attemptId, long offset) {
        OpenStream ended = null;
        for (Key key : attempts.getOrDefault(requestId, List.of())) {
            Entry entry = open.remove(key);
            if (entry != null) {
                entry.span.last = offset;
                if (key.attemptId.equals(attemptId)) {
                    ended = entry.stream;
                }
            }
        }
        attempts.remove(requestId);
        return ended;
    }

    /** A stream that cannot go on holds nothing. */
    void forget(OpenStream stream) {
        Key key = new Key(stream.requestId(), stream.attemptId());
        Entry entry = open.remove(key);
        List<Key> siblings = attempts.get(key.requestId);
        if (entry != null && siblings != null) {
            entry.span.last = -1;
            siblings.remove(key);
            if (siblings.isEmpty()) {
                attempts.remove(key.requestId);
            }
        }
    }

    /** See {@link dev.millrace.log.stage.StageHandler#commitFloor}. */
    long floor(long end) {
        long floor = end;
        for (Iterator<Span> each = spans.iterator(); each.hasNext(); ) {
            Span span = each.next();
            if (span.last < end) {
                each.remove();
            } else {
                floor = Math.min(floor, span.first);
            }
        }
        return floor;
    }

    int count() {
        return open.size();
    }

    private void forgetTooMany(Instant limit) {
        while (!open.isEmpty()) {
            OpenStream oldest = open.values().iterator().next().stream;
            if (open.size() <= most && !oldest.since().isBefore(limit)) {
                return;
            }
            forget(oldest);
        }
    }
}
