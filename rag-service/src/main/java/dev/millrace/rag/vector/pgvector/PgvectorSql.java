package dev.millrace.rag.vector.pgvector;

import java.util.ArrayList;
import java.util.List;

/** The statements. Types and operators are named with their schema. */
final class PgvectorSql {

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
                    "create index %1$s_near on %1$s using hnsw ((%2$s) %3$s.%4$s)"
                            .formatted(table, walked(dimensions), schema, operators));
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

    /** Values: the condition's, query, most. What passes is gathered first: no graph is asked. */
    String exactly(String table, int dimensions, String where) {
        return """
               with few as materialized (select chunk, embedding from %1$s %2$s)
               select chunk, 1 - (embedding operator(%3$s.<=>) ?::real[]::%4$s) as score
               from few order by score desc, chunk limit ?
               """
                .formatted(table, where, schema, full(dimensions));
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
               select chunk, 1 - (embedding operator(%4$s.<=>) ?::real[]::%6$s) as score
               from near order by score desc, chunk limit ?
               """
                .formatted(table, where, walked(dimensions), schema, query, full(dimensions));
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

    private String full(int dimensions) {
        return "%s.vector(%d)".formatted(schema, dimensions);
    }

    private String half(int dimensions) {
        return "%s.halfvec(%d)".formatted(schema, dimensions);
    }
}
