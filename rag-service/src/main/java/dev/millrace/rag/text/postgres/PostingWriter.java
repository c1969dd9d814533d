package dev.millrace.rag.text.postgres;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes a segment's postings, many terms at a time. */
final class PostingWriter {

    private static final int ROWS = 4_000;
    private static final int BYTES = 4 << 20;

    private static final String INSERT =
            """
            insert into text_posting (segment, term, chunks, postings)
            select ?, * from unnest(?, ?, ?)
            """;

    private final JdbcTemplate database;
    private final long segment;
    private final List<String> terms = new ArrayList<>();
    private final List<Integer> chunks = new ArrayList<>();
    private final List<byte[]> packed = new ArrayList<>();
    private int bytes;

    PostingWriter(JdbcTemplate database, long segment) {
        this.database = database;
        this.segment = segment;
    }

    void add(String term, Postings postings) {
        byte[] all = postings.packed();
        terms.add(term);
        chunks.add(postings.chunks());
        packed.add(all);
        bytes += all.length;
        if (terms.size() == ROWS || bytes > BYTES) {
            flush();
        }
    }

    /** Writes what has been kept back. */
    void flush() {
        if (terms.isEmpty()) {
            return;
        }
        database.execute(
                (ConnectionCallback<Integer>)
                        connection -> {
                            try (var insert = connection.prepareStatement(INSERT)) {
                                insert.setLong(1, segment);
                                insert.setArray(
                                        2, connection.createArrayOf("text", terms.toArray()));
                                insert.setArray(
                                        3, connection.createArrayOf("integer", chunks.toArray()));
                                insert.setArray(
                                        4,
                                        connection.createArrayOf(
                                                "bytea", packed.toArray(byte[][]::new)));
                                return insert.executeUpdate();
                            }
                        });
        terms.clear();
        chunks.clear();
        packed.clear();
        bytes = 0;
    }
}
