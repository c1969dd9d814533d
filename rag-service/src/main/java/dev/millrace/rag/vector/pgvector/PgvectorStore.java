package dev.millrace.rag.vector.pgvector;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import dev.millrace.rag.vector.FilterSql;
import dev.millrace.rag.vector.StoredVector;
import dev.millrace.rag.vector.UnitVector;
import dev.millrace.rag.vector.VectorBatch;
import dev.millrace.rag.vector.VectorStore;
import dev.millrace.rag.vector.VectorTables;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Finds vectors through a graph (HNSW) of their own index alone. A filter that few vectors pass is
 * computed exactly; with one that many pass the graph is walked until enough have passed. Graphs of
 * more than {@value #MOST_FULL} dimensions hold halves, and what they find is computed again in
 * full; of more than {@value #MOST_HALF} there is none.
 */
public final class PgvectorStore implements VectorStore {

    /** The bounds of pgvector's graphs over both types. */
    static final int MOST_FULL = 2_000;

    static final int MOST_HALF = 4_000;

    /** What halves lose is found again among so many times what was asked for. */
    private static final int HALVES_SPARE = 4;

    /** pgvector takes no more. */
    private static final int MOST_EF = 1_000;

    /** Vectors a walk through the graph may look at for one answer; the scan after it is exact. */
    private static final int MOST_SEEN = 100_000;

    private final JdbcClient database;
    private final TransactionOperations transactions;
    private final VectorTables tables;
    private final PgvectorSql sql;
    private final int ef;
    private final int exact;

    /**
     * @param schema where the extension's type and operators are: the service's search path need
     *     not lead there
     * @param ef vectors kept in view while the graph is walked: more find more and take longer
     * @param exact so many vectors at most that pass a filter are all compared
     */
    public PgvectorStore(
            JdbcClient database,
            TransactionOperations transactions,
            String schema,
            int ef,
            int exact) {
        this.database = database;
        this.transactions = transactions;
        this.tables = new VectorTables(database, "vector_");
        this.sql = new PgvectorSql(schema);
        this.ef = ef;
        this.exact = exact;
    }

    @Override
    public String kind() {
        return "pgvector";
    }

    /** Whether the index is kept here. */
    public boolean holds(long index) {
        return tables.holds(index);
    }

    @Override
    public void create(long index, int dimensions) {
        UnitVector.requireDimensions(dimensions);
        transactions.executeWithoutResult(
                _ -> {
                    tables.lock(index);
                    if (!tables.holds(index)) {
                        sql.create(tables.of(index), dimensions)
                                .forEach(statement -> database.sql(statement).update());
                    }
                });
    }

    @Override
    public void put(long index, List<StoredVector> vectors) {
        List<VectorBatch> batches = VectorBatch.of(vectors);
        transactions.executeWithoutResult(
                _ ->
                        batches.forEach(
                                batch ->
                                        database.sql(sql.put(tables.of(index), batch.dimensions()))
                                                .params(
                                                        List.of(
                                                                batch.values(),
                                                                batch.chunks(),
                                                                batch.documents()))
                                                .update()));
    }

    @Override
    public void remove(long index, UUID document) {
        tables.remove(index, document);
    }

    @Override
    public List<Hit> nearest(long index, float[] query, int most, Filter filter) {
        float[] unit = UnitVector.of(query);
        return transactions.execute(_ -> search(index, unit, most, filter));
    }

    private List<Hit> search(long index, float[] query, int most, Filter filter) {
        // A walk that goes on past its first view brings what it finds out of order.
        int spare = query.length > MOST_FULL ? HALVES_SPARE : filter.isEmpty() ? 1 : 2;
        int wanted = Math.multiplyExact(most, spare);
        if (!prepare(index, wanted)) {
            return List.of();
        }
        if (filter.isEmpty()) {
            return walking(index, query, wanted, most, FilterSql.ofEach(index, filter));
        }
        FilterSql where = FilterSql.of(index, filter);
        Few few = few(index, query, most, where);
        if (few.passed() <= exact) {
            return few.hits();
        }
        List<Hit> found = walking(index, query, wanted, most, FilterSql.ofEach(index, filter));
        // More pass, but not where the walk led: it gave up.
        return found.size() < most ? exactly(index, query, most, where) : found;
    }

    private boolean prepare(long index, int wanted) {
        int view = Math.clamp(2L * wanted, Math.min(ef, MOST_EF), MOST_EF);
        return database.sql(sql.prepare())
                .params(List.of(tables.of(index), String.valueOf(view), String.valueOf(MOST_SEEN)))
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    /** The best of those that passed the filter, up to one more than are compared exactly. */
    private record Few(long passed, List<Hit> hits) {}

    private Few few(long index, float[] query, int most, FilterSql where) {
        long[] passed = {0};
        List<Hit> hits =
                database.sql(sql.few(tables.of(index), query.length, where.condition()))
                        .params(values(query, where, exact + 1, most))
                        .query(
                                (row, number) -> {
                                    passed[0] = row.getLong("passed");
                                    return hit(row, number);
                                })
                        .list();
        return new Few(passed[0], hits);
    }

    private List<Hit> exactly(long index, float[] query, int most, FilterSql where) {
        return database.sql(sql.exactly(tables.of(index), query.length, where.condition()))
                .params(values(query, where, most))
                .query(PgvectorStore::hit)
                .list();
    }

    private List<Hit> walking(long index, float[] query, int wanted, int most, FilterSql where) {
        List<Object> values = new ArrayList<>(where.values());
        values.addAll(List.of(query, wanted, query, most));
        return database.sql(sql.walking(tables.of(index), query.length, where.condition()))
                .params(values)
                .query(PgvectorStore::hit)
                .list();
    }

    private static List<Object> values(float[] query, FilterSql where, Integer... bounds) {
        List<Object> values = new ArrayList<>();
        values.add(query);
        values.addAll(where.values());
        values.addAll(List.of(bounds));
        return values;
    }

    private static Hit hit(ResultSet row, int number) throws SQLException {
        return new Hit(row.getLong("chunk"), row.getDouble("score"));
    }

    @Override
    public void drop(long index) {
        transactions.executeWithoutResult(_ -> tables.drop(index));
    }
}
