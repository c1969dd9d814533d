package dev.millrace.rag.ingest;

import dev.millrace.rag.chunk.Chunk;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Chunks, as they come and go. */
final class ChunkRepository {

    private static final String INSERT =
            """
            insert into chunk (id, index_id, document, ordinal, heading, start_at, end_at, tokens,
                               body)
            overriding system value
            values (:id, :index, :document, :ordinal, :heading, :start, :end, :tokens, :body)
            """;

    private final JdbcClient database;
    private final NamedParameterJdbcOperations batches;

    ChunkRepository(JdbcClient database, NamedParameterJdbcOperations batches) {
        this.database = database;
        this.batches = batches;
    }

    /** Returns how many there were. */
    int delete(long index, UUID document) {
        return database.sql("delete from chunk where index_id = :index and document = :document")
                .param("index", index)
                .param("document", document)
                .update();
    }

    /** Some of an index's; returns how many, 0 when none are left. */
    int deleteSome(long index, int most) {
        return database.sql(
                        """
                        delete from chunk where id in (
                            select id from chunk where index_id = :index limit :most)
                        """)
                .param("index", index)
                .param("most", most)
                .update();
    }

    /** Numbers for new chunks, before they are in. */
    List<Long> numbers(int count) {
        return database.sql(
                        """
                        select nextval(pg_get_serial_sequence('chunk', 'id')) as id
                        from generate_series(1, :count)
                        """)
                .param("count", count)
                .query((row, _) -> row.getLong("id"))
                .list();
    }

    void insert(Work work, List<Long> numbers, List<Chunk> chunks, String text) {
        batches.batchUpdate(
                INSERT,
                IntStream.range(0, chunks.size())
                        .mapToObj(i -> values(work, numbers.get(i), chunks.get(i), text))
                        .toArray(SqlParameterSource[]::new));
    }

    private static SqlParameterSource values(Work work, long number, Chunk chunk, String text) {
        return new MapSqlParameterSource()
                .addValue("id", number)
                .addValue("index", work.index())
                .addValue("document", work.document())
                .addValue("ordinal", chunk.ordinal())
                .addValue("heading", chunk.headings().toArray(String[]::new))
                .addValue("start", chunk.start())
                .addValue("end", chunk.end())
                .addValue("tokens", chunk.tokens())
                .addValue("body", text.substring(chunk.start(), chunk.end()));
    }
}
