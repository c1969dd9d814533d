package dev.millrace.rag.text.postgres;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.text.Bm25;
import dev.millrace.rag.text.Question;
import dev.millrace.rag.text.TextHit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongPredicate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import tools.jackson.databind.json.JsonMapper;

/** One search: statistics, then postings of the terms worth reading, then what is still there. */
final class TextSearch {

    /**
     * Postings read for one question at most. Beyond it the most common words are left out: they
     * say least and cost most.
     */
    static final long MOST_POSTINGS = 400_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcTemplate database;

    TextSearch(JdbcTemplate database) {
        this.database = database;
    }

    private record Segment(long id, long chunks, long words) {}

    @SuppressWarnings("ArrayRecordComponent") // Only carried: nobody compares it.
    private record Fresh(long chunk, int words, byte[] terms) {}

    List<TextHit> search(long index, Question question, int most, Filter filter) {
        List<Segment> segments = segments(index);
        List<Fresh> fresh = fresh(index);
        List<String> asked = List.copyOf(question.terms().keySet());
        Statistics statistics = statistics(segments, fresh, asked);
        List<String> terms = worthReading(asked, statistics);
        if (terms.isEmpty()) {
            return List.of();
        }
        LongPredicate allowed = allowed(index, filter);
        Map<Long, List<Ranking.Column>> columns = columns(segments, terms);
        double[] weights =
                terms.stream()
                        .mapToDouble(
                                term ->
                                        question.terms().getOrDefault(term, 1)
                                                * statistics.idf(term))
                        .toArray();
        Covering covering = new Covering(question, terms, statistics);
        // Some may be gone from their segments: then another look, for more.
        for (int wanted = most + most / 4 + 16; ; wanted *= 8) {
            Ranking ranking =
                    new Ranking(Bm25.USUAL, statistics.averageLength(), weights, wanted, allowed);
            rank(ranking, columns, fresh, terms);
            List<TextHit> hits = new ArrayList<>();
            for (Ranking.Candidate candidate : present(index, ranking.best())) {
                if (hits.size() < most) {
                    hits.add(
                            new TextHit(
                                    candidate.chunk(),
                                    candidate.score(),
                                    covering.share(candidate.terms())));
                }
            }
            if (hits.size() == most || !ranking.hasMore()) {
                return hits;
            }
        }
    }

    private static void rank(
            Ranking ranking,
            Map<Long, List<Ranking.Column>> columns,
            List<Fresh> fresh,
            List<String> terms) {
        columns.forEach(ranking::segment);
        FreshTerms.Wanted wanted = new FreshTerms.Wanted(terms);
        int[] frequencies = new int[terms.size()];
        for (Fresh chunk : fresh) {
            Arrays.fill(frequencies, 0);
            wanted.find(chunk.terms(), (term, frequency) -> frequencies[term] = frequency);
            ranking.fresh(chunk.chunk(), chunk.words(), frequencies);
        }
    }

    private List<Segment> segments(long index) {
        return database.query(
                "select id, chunks, words from text_segment where index_id = ?",
                (row, _) -> new Segment(row.getLong(1), row.getLong(2), row.getLong(3)),
                index);
    }

    private List<Fresh> fresh(long index) {
        return database.query(
                "select chunk, words, fresh from text_chunk where index_id = ? and segment is null",
                (row, _) -> new Fresh(row.getLong(1), row.getInt(2), bytes(row, 3)),
                index);
    }

    private Statistics statistics(List<Segment> segments, List<Fresh> fresh, List<String> terms) {
        long chunks = fresh.size();
        long words = 0;
        for (Segment segment : segments) {
            chunks += segment.chunks();
            words += segment.words();
        }
        long[] with = new long[terms.size()];
        FreshTerms.Wanted wanted = new FreshTerms.Wanted(terms);
        for (Fresh chunk : fresh) {
            words += chunk.words();
            wanted.find(chunk.terms(), (term, _) -> with[term]++);
        }
        Map<String, Long> byTerm = new HashMap<>();
        for (int i = 0; i < with.length; i++) {
            byTerm.put(terms.get(i), with[i]);
        }
        if (!segments.isEmpty()) {
            database.query(
                    """
                    select term, sum(chunks) from text_posting
                    where segment = any(?) and term = any(?) group by term
                    """,
                    row -> {
                        byTerm.merge(text(row, 1), row.getLong(2), Long::sum);
                    },
                    ids(segments),
                    terms.toArray(String[]::new));
        }
        double average = chunks == 0 ? 1 : Math.max(1, (double) words / chunks);
        return new Statistics(chunks, average, byTerm);
    }

    /** The rarest first: all, if they are not too many and have not too many postings together. */
    private static List<String> worthReading(List<String> asked, Statistics statistics) {
        List<String> rarestFirst =
                asked.stream()
                        .filter(term -> statistics.with(term) > 0)
                        .sorted(Comparator.comparingLong(term -> statistics.with(term)))
                        .toList();
        List<String> worth = new ArrayList<>();
        long postings = 0;
        for (String term : rarestFirst) {
            postings += statistics.with(term);
            boolean tooMuch = postings > MOST_POSTINGS || worth.size() == Ranking.MOST_TERMS;
            if (tooMuch && !worth.isEmpty()) {
                break;
            }
            worth.add(term);
        }
        return worth;
    }

    private Map<Long, List<Ranking.Column>> columns(List<Segment> segments, List<String> terms) {
        Map<Long, List<Ranking.Column>> columns = new LinkedHashMap<>();
        if (!segments.isEmpty()) {
            database.query(
                    """
                    select segment, term, postings from text_posting
                    where segment = any(?) and term = any(?)
                    """,
                    row -> {
                        columns.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                                .add(
                                        new Ranking.Column(
                                                terms.indexOf(text(row, 2)), bytes(row, 3)));
                    },
                    ids(segments),
                    terms.toArray(String[]::new));
        }
        return columns;
    }

    private static Long[] ids(List<Segment> segments) {
        return segments.stream().map(Segment::id).toArray(Long[]::new);
    }

    private LongPredicate allowed(long index, Filter filter) {
        if (filter.isEmpty()) {
            return _ -> true;
        }
        String[] documents =
                filter.documents().stream().map(Object::toString).toArray(String[]::new);
        Set<Long> allowed = new HashSet<>();
        RowCallbackHandler collect = row -> allowed.add(row.getLong(1));
        if (filter.metadata().isEmpty()) {
            database.query(
                    "select chunk from text_chunk where index_id = ? and document = any(?::uuid[])",
                    collect,
                    index,
                    documents);
        } else {
            database.query(
                    """
                    select c.chunk from text_chunk c join document d on d.id = c.document
                    where c.index_id = ? and d.metadata @> ?::jsonb
                      and (cardinality(?::uuid[]) = 0 or c.document = any(?::uuid[]))
                    """,
                    collect,
                    index,
                    JSON.writeValueAsString(filter.metadata()),
                    documents,
                    documents);
        }
        return allowed::contains;
    }

    private static byte[] bytes(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getBytes(column));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }

    /** Those of the candidates whose chunk has not been removed or replaced since. */
    private List<Ranking.Candidate> present(long index, List<Ranking.Candidate> candidates) {
        Map<Long, Long> segments = new HashMap<>();
        database.query(
                "select chunk, coalesce(segment, 0) from text_chunk where index_id = ? and chunk = any(?)",
                row -> {
                    segments.put(row.getLong(1), row.getLong(2));
                },
                index,
                candidates.stream().map(Ranking.Candidate::chunk).toArray(Long[]::new));
        return candidates.stream()
                .filter(one -> segments.getOrDefault(one.chunk(), -1L) == one.segment())
                .toList();
    }
}
