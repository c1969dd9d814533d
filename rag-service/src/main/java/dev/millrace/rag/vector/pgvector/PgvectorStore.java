package dev.millrace.rag.vector.pgvector;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import dev.millrace.rag.vector.FilterSql;
import dev.millrace.rag.vector.StoredVector;
import dev.millrace.rag.vector.UnitVector;
import dev.millrace.rag.vector.VectorBatch;
import dev.millrace.rag.vector.VectorStore;
import dev.millrace.rag.vector.VectorTables;
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
        return transactions.execute(
                _ -> tables.holds(index) ? search(index, unit, most, filter) : List.of());
    }

    private List<Hit> search(long index, float[] query, int most, Filter filter) {
        FilterSql few = FilterSql.of(index, filter);
        if (!filter.isEmpty() && passing(index, few) <= exact) {
            return exactly(index, query, most, few);
        }
        List<Hit> found = walking(index, query, most, FilterSql.ofEach(index, filter));
        // So many pass, but not where the walk led: it gave up.
        return found.size() < most && !filter.isEmpty() ? exactly(index, query, most, few) : found;
    }

    private long passing(long index, FilterSql where) {
        return database.sql(
                        "select count(*) from (select 1 from %s %s limit %d) few"
                                .formatted(tables.of(index), where.condition(), exact + 1))
                .params(where.values())
                .query(Long.class)
                .single();
    }

    private List<Hit> exactly(long index, float[] query, int most, FilterSql where) {
        List<Object> values = new ArrayList<>(where.values());
        values.add(query);
        values.add(most);
        return hits(sql.exactly(tables.of(index), query.length, where.condition()), values);
    }

    private List<Hit> walking(long index, float[] query, int most, FilterSql where) {
        int spare = query.length > MOST_FULL ? HALVES_SPARE : 1;
        // A walk that goes on past its first view brings what it finds out of order.
        int wanted = where.values().isEmpty() ? most * spare : most * Math.max(2, spare);
        database.sql(
                        """
                        select set_config('hnsw.ef_search', ?, true),
                               set_config('hnsw.iterative_scan', 'relaxed_order', true),
                               set_config('hnsw.max_scan_tuples', ?, true)
                        """)
                .params(
                        List.of(
                                String.valueOf(
                                        Math.clamp(2L * wanted, Math.min(ef, MOST_EF), MOST_EF)),
                                String.valueOf(MOST_SEEN)))
                .query((_, _) -> true)
                .single();
        List<Object> values = new ArrayList<>();
        values.addAll(where.values());
        values.add(query);
        values.add(wanted);
        values.add(query);
        values.add(most);
        return hits(sql.walking(tables.of(index), query.length, where.condition()), values);
    }

    private List<Hit> hits(String statement, List<Object> values) {
        return database.sql(statement)
                .params(values)
                .query((row, _) -> new Hit(row.getLong("chunk"), row.getDouble("score")))
                .list();
    }

    @Override
    public void drop(long index) {
        transactions.executeWithoutResult(_ -> tables.drop(index));
    }
}
