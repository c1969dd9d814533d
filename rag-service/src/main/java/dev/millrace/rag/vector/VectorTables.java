package dev.millrace.rag.vector;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of one store: one for each index, so that indexes cost each other nothing. */
public final class VectorTables {

    private final JdbcClient database;
    private final String prefix;

    /**
     * @param prefix of the tables' names; the index's number follows
     */
    public VectorTables(JdbcClient database, String prefix) {
        this.database = database;
        this.prefix = prefix;
    }

    /** The table's name: a word of ours and a number, so there is nothing to quote. */
    public String of(long index) {
        return prefix + index;
    }

    public boolean holds(long index) {
        return database.sql("select to_regclass(?) is not null")
                .param(of(index))
                .query(Boolean.class)
                .single();
    }

    /**
     * Makes those who create or drop an index wait for each other until the transaction ends:
     * PostgreSQL answers two that create one table at the same moment with an error.
     */
    public void lock(long index) {
        database.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param(of(index))
                .query((_, _) -> true)
                .single();
    }

    /** Forgets a document's vectors, if the index is there. */
    public void remove(long index, java.util.UUID document) {
        if (holds(index)) {
            database.sql("delete from " + of(index) + " where document = ?")
                    .param(document)
                    .update();
        }
    }

    /** Drops an index; needs a transaction. */
    public void drop(long index) {
        lock(index);
        database.sql("drop table if exists " + of(index)).update();
    }
}
