package dev.millrace.rag.text.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Makes segments, each in one transaction of its caller, who is the only one at it. It never waits
 * for a row: a chunk that somebody else is changing is left for later, so that whoever changes
 * documents cannot wait for it while it waits for them.
 */
final class Segments {

    /** Fresh chunks that make a segment. */
    static final int FRESH = 512;

    /** Segments of about one size that make a larger one. */
    static final int FAN = 8;

    private static final int FETCH = 1_000;

    private final JdbcTemplate database;

    Segments(JdbcTemplate database) {
        this.database = database;
    }

    private record Segment(long id, int chunks) {

        /** 0 as it was packed, 1 merged of such, and so on. */
        int level() {
            int level = 0;
            for (long most = 2L * FRESH; chunks >= most; most *= FAN) {
                level++;
            }
            return level;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Only carried: nobody compares it.
    private record Fresh(long chunk, int words, byte[] terms) {}

    /** One segment of fresh chunks; false when they are too few. */
    boolean pack(long index) {
        List<Fresh> fresh =
                database.query(
                        """
                        select chunk, words, fresh from text_chunk
                        where index_id = ? and segment is null
                        order by chunk limit ? for update skip locked
                        """,
                        (row, _) -> new Fresh(row.getLong(1), row.getInt(2), bytes(row, 3)),
                        index,
                        FRESH);
        if (fresh.size() < FRESH) {
            return false;
        }
        Map<String, Postings> terms = new TreeMap<>();
        for (Fresh chunk : fresh) {
            byte length = Postings.lengthCode(chunk.words());
            FreshTerms.forEach(
                    chunk.terms(),
                    (term, frequency) ->
                            terms.computeIfAbsent(term, _ -> new Postings())
                                    .add(chunk.chunk(), frequency, length));
        }
        long words = fresh.stream().mapToLong(Fresh::words).sum();
        long segment = newSegment(index, fresh.size(), words);
        PostingWriter writer = new PostingWriter(database, segment);
        terms.forEach(writer::add);
        writer.flush();
        moveInto(segment, fresh.stream().map(Fresh::chunk).toArray(Long[]::new));
        return true;
    }

    /** One merge of segments; false when there is nothing to merge now. */
    boolean merge(long index) {
        Map<Integer, List<Segment>> levels = new TreeMap<>();
        for (Segment segment : segments(index)) {
            levels.computeIfAbsent(segment.level(), _ -> new ArrayList<>()).add(segment);
        }
        for (List<Segment> level : levels.values()) {
            if (level.size() >= FAN) {
                return rewrite(index, level.subList(0, FAN));
            }
        }
        return false;
    }

    /** Rewrites the segment that has lost most, if more than half of its chunks; else false. */
    boolean rewriteEmptied(long index) {
        Map<Long, Long> left = new HashMap<>();
        database.query(
                """
                select segment, count(*) from text_chunk
                where index_id = ? and segment is not null group by segment
                """,
                row -> {
                    left.put(row.getLong(1), row.getLong(2));
                },
                index);
        return segments(index).stream()
                .filter(one -> 2 * left.getOrDefault(one.id(), 0L) < one.chunks())
                .max(
                        Comparator.comparingLong(
                                one -> one.chunks() - left.getOrDefault(one.id(), 0L)))
                .map(one -> rewrite(index, List.of(one)))
                .orElse(false);
    }

    private List<Segment> segments(long index) {
        return database.query(
                "select id, chunks from text_segment where index_id = ? order by id",
                (row, _) -> new Segment(row.getLong(1), row.getInt(2)),
                index);
    }

    private boolean rewrite(long index, List<Segment> old) {
        Long[] ids = old.stream().map(Segment::id).toArray(Long[]::new);
        long there =
                Objects.requireNonNull(
                        database.queryForObject(
                                "select count(*) from text_chunk where index_id = ? and segment = any(?)",
                                Long.class,
                                index,
                                ids));
        Living living = new Living();
        database.query(
                """
                select chunk, segment, words from text_chunk
                where index_id = ? and segment = any(?) order by chunk
                for update skip locked
                """,
                row -> {
                    living.add(row.getLong(1), row.getLong(2), row.getInt(3));
                },
                index,
                ids);
        if (living.size() < there) {
            // Somebody is removing some of them, and may yet think better of it.
            return false;
        }
        if (living.size() > 0) {
            long segment = newSegment(index, living.size(), living.words());
            copy(ids, segment, living);
            moveInto(segment, living.chunks());
        }
        database.update("delete from text_posting where segment = any(?)", (Object) ids);
        database.update("delete from text_segment where id = any(?)", (Object) ids);
        return true;
    }

    private void copy(Long[] ids, long segment, Living living) {
        PostingWriter writer = new PostingWriter(database, segment);
        Merging merging = new Merging(writer, living);
        JdbcTemplate streaming = new JdbcTemplate(Objects.requireNonNull(database.getDataSource()));
        streaming.setFetchSize(FETCH);
        streaming.query(
                """
                select term, segment, postings from text_posting
                where segment = any(?) order by term
                """,
                row -> {
                    merging.add(
                            Objects.requireNonNull(row.getString(1)),
                            row.getLong(2),
                            bytes(row, 3));
                },
                (Object) ids);
        merging.end();
        writer.flush();
    }

    private long newSegment(long index, int chunks, long words) {
        return Objects.requireNonNull(
                database.queryForObject(
                        "insert into text_segment (index_id, chunks, words) values (?, ?, ?) returning id",
                        Long.class,
                        index,
                        chunks,
                        words));
    }

    private void moveInto(long segment, Long[] chunks) {
        database.update(
                "update text_chunk set segment = ?, fresh = null where chunk = any(?)",
                segment,
                chunks);
    }

    private static byte[] bytes(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getBytes(column));
    }

    /** The chunks that are still there, in ascending order. */
    static final class Living {

        private long[] chunks = new long[FRESH];
        private long[] segments = new long[FRESH];
        private int size;
        private long words;

        void add(long chunk, long segment, int length) {
            if (size == chunks.length) {
                chunks = Arrays.copyOf(chunks, 2 * size);
                segments = Arrays.copyOf(segments, 2 * size);
            }
            chunks[size] = chunk;
            segments[size] = segment;
            size++;
            words += length;
        }

        int size() {
            return size;
        }

        long words() {
            return words;
        }

        Long[] chunks() {
            return Arrays.stream(chunks, 0, size).boxed().toArray(Long[]::new);
        }

        /** Whether the postings of this chunk in this segment count. */
        boolean has(long chunk, long segment) {
            int at = Arrays.binarySearch(chunks, 0, size, chunk);
            return at >= 0 && segments[at] == segment;
        }
    }
}
