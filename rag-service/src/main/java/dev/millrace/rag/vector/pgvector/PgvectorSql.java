package dev.millrace.rag.vector.pgvector;

import java.util.ArrayList;
import java.util.List;

/** The statements. Types and operators are named with their schema. */
final class PgvectorSql {

    /** Vectors kept in view while one is added; pgvector's 64 adds half as many in a second. */
    private static final int BUILT_IN_VIEW = 40;

    private final String schema;

    PgvectorSql(String schema) {
        this.schema = '"' + schema.replace("\"", "\"\"") + '"';
    }

    List<String> create(String table, int dimensions) {
        List<String> statements = new ArrayList<>();
        statements.add(
                """
                create table %s (
                    chunk bigint primary key,
                    document uuid not null,
                    embedding %s not null)
                """
                        .formatted(table, full(dimensions)));
        statements.add("create index %1$s_document on %1$s (document)".formatted(table));
        if (dimensions <= PgvectorStore.MOST_HALF) {
            String operators =
                    dimensions <= PgvectorStore.MOST_FULL
                            ? "vector_cosine_ops"
                            : "halfvec_cosine_ops";
            statements.add(
                    """
                    create index %1$s_near on %1$s using hnsw ((%2$s) %3$s.%4$s)
                    with (m = 16, ef_construction = %5$d)
                    """
                            .formatted(
                                    table, walked(dimensions), schema, operators, BUILT_IN_VIEW));
        }
        return statements;
    }

    /** Values: all numbers, chunks, documents. */
    String put(String table, int dimensions) {
        return """
               insert into %1$s (chunk, document, embedding)
               select chunk, document,
                      (all_values[(n::int - 1) * %2$d + 1 : n::int * %2$d])::%3$s
               from (select ?::real[] as all_values) given,
                    unnest(?::bigint[], ?::uuid[]) with ordinality as v(chunk, document, n)
               on conflict (chunk) do update
               set document = excluded.document, embedding = excluded.embedding
               """
                .formatted(table, dimensions, full(dimensions));
    }

    /**
     * Values: the table, the view's size, the most that is looked at. Tells whether there is one.
     */
    String prepare() {
        return """
               select to_regclass(?) is not null,
                      set_config('hnsw.ef_search', ?, true),
                      set_config('hnsw.iterative_scan', 'relaxed_order', true),
                      set_config('hnsw.max_scan_tuples', ?, true)
               """;
    }

    /**
     * Values: query, the condition's, the most that may pass and one, most. Every row also says how
     * many passed. Sorted by the score, which no graph gives: all that pass are compared.
     */
    String few(String table, int dimensions, String where) {
        return """
               select chunk, score, passed
               from (select chunk, score, count(*) over () as passed
                     from (select chunk, %1$s as score from %2$s %3$s limit ?) passing) scored
               order by score desc, chunk limit ?
               """
                .formatted(score(dimensions), table, where);
    }

    /** Values: query, the condition's, most. */
    String exactly(String table, int dimensions, String where) {
        return "select chunk, %s as score from %s %s order by score desc, chunk limit ?"
                .formatted(score(dimensions), table, where);
    }

    /** Values: the condition's, query, wanted, query, most. */
    String walking(String table, int dimensions, String where) {
        String query =
                dimensions > PgvectorStore.MOST_FULL && dimensions <= PgvectorStore.MOST_HALF
                        ? half(dimensions)
                        : full(dimensions);
        return """
               with near as materialized (
                   select chunk, embedding from %1$s %2$s
                   order by %3$s operator(%4$s.<=>) ?::real[]::%5$s limit ?)
               select chunk, %6$s as score from near order by score desc, chunk limit ?
               """
                .formatted(table, where, walked(dimensions), schema, query, score(dimensions));
    }

    /** Fails unless the type and its operator are there and work. */
    String trial() {
        return "select '[1]'::%1$s operator(%2$s.<=>) '[1]'::%1$s".formatted(full(1), schema);
    }

    /** What the graph is over, and so what a query has to be sorted by for the graph to be used. */
    private String walked(int dimensions) {
        return dimensions > PgvectorStore.MOST_FULL && dimensions <= PgvectorStore.MOST_HALF
                ? "embedding::" + half(dimensions)
                : "embedding";
    }

    private String score(int dimensions) {
        return "1 - (embedding operator(%s.<=>) ?::real[]::%s)".formatted(schema, full(dimensions));
    }

    private String full(int dimensions) {
        return "%s.vector(%d)".formatted(schema, dimensions);
    }

    private String half(int dimensions) {
        return "%s.halfvec(%d)".formatted(schema, dimensions);
    }
}
