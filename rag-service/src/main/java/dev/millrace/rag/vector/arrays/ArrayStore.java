package dev.millrace.rag.vector.arrays;

import static java.util.Objects.requireNonNull;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import dev.millrace.rag.vector.FilterSql;
import dev.millrace.rag.vector.StoredVector;
import dev.millrace.rag.vector.UnitVector;
import dev.millrace.rag.vector.VectorBatch;
import dev.millrace.rag.vector.VectorStore;
import dev.millrace.rag.vector.VectorTables;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Reads every vector that the filter lets through and keeps the best: exact, in bounded memory, and
 * slow in proportion to the index. Vectors are bytes, because the driver makes an object of each
 * number of an array.
 */
public final class ArrayStore implements VectorStore {

    /** What a search holds of the table at a time. */
    private static final int WINDOW_BYTES = 1 << 20;

    private final JdbcClient database;
    private final TransactionOperations transactions;
    private final VectorTables tables;

    public ArrayStore(JdbcClient database, TransactionOperations transactions) {
        this.database = database;
        this.transactions = transactions;
        this.tables = new VectorTables(database, "array_");
    }

    @Override
    public String kind() {
        return "arrays";
    }

    /** Whether the index is kept here. */
    public boolean holds(long index) {
        return tables.holds(index);
    }

    @Override
    public void create(long index, int dimensions) {
        UnitVector.requireDimensions(dimensions);
        String table = tables.of(index);
        transactions.executeWithoutResult(
                _ -> {
                    tables.lock(index);
                    if (!tables.holds(index)) {
                        statements(table, dimensions * Float.BYTES)
                                .forEach(statement -> database.sql(statement).update());
                    }
                });
    }

    private static List<String> statements(String table, int bytes) {
        return List.of(
                """
                create table %s (
                    chunk bigint primary key,
                    document uuid not null,
                    embedding bytea not null check (octet_length(embedding) = %d))
                """
                        .formatted(table, bytes),
                // Numbers like these do not get smaller by compression.
                "alter table %s alter column embedding set storage external".formatted(table),
                "create index %1$s_document on %1$s (document)".formatted(table));
    }

    @Override
    public void put(long index, List<StoredVector> vectors) {
        List<VectorBatch> batches = VectorBatch.of(vectors);
        transactions.executeWithoutResult(_ -> batches.forEach(batch -> put(index, batch)));
    }

    private void put(long index, VectorBatch batch) {
        ByteBuffer bytes = ByteBuffer.allocate(batch.values().length * Float.BYTES);
        bytes.asFloatBuffer().put(batch.values());
        database.sql(
                        """
                        insert into %1$s (chunk, document, embedding)
                        select chunk, document, substring(?::bytea from (n::int - 1) * %2$d + 1 for %2$d)
                        from unnest(?::bigint[], ?::uuid[]) with ordinality as v(chunk, document, n)
                        on conflict (chunk) do update
                        set document = excluded.document, embedding = excluded.embedding
                        """
                                .formatted(tables.of(index), batch.dimensions() * Float.BYTES))
                .params(List.of(bytes.array(), batch.chunks(), batch.documents()))
                .update();
    }

    @Override
    public void remove(long index, UUID document) {
        tables.remove(index, document);
    }

    @Override
    public List<Hit> nearest(long index, float[] query, int most, Filter filter) {
        float[] unit = UnitVector.of(query);
        FilterSql where = FilterSql.of(index, filter);
        Nearest nearest = new Nearest(unit, most);
        // Rows come through a cursor, which lives in a transaction.
        transactions.executeWithoutResult(
                _ -> {
                    if (!tables.holds(index)) {
                        return;
                    }
                    database.sql(
                                    "select chunk, embedding from %s %s"
                                            .formatted(tables.of(index), where.condition()))
                            .params(where.values())
                            .withFetchSize(Math.max(16, WINDOW_BYTES / Float.BYTES / query.length))
                            .query(
                                    row -> {
                                        nearest.offer(
                                                row.getLong("chunk"),
                                                requireNonNull(row.getBytes("embedding")));
                                    });
                });
        return nearest.best();
    }

    @Override
    public void drop(long index) {
        transactions.executeWithoutResult(_ -> tables.drop(index));
    }
}
