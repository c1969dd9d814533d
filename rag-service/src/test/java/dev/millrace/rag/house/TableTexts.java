package dev.millrace.rag.house;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import dev.millrace.rag.text.IndexedText;
import dev.millrace.rag.text.TextIndex;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds chunks that hold the query as it is. */
public final class TableTexts implements TextIndex {

    private final JdbcClient database;

    TableTexts(JdbcClient database) {
        this.database = database;
        database.sql(
                        """
                        create table if not exists test_text (
                            index_id bigint, chunk bigint, document uuid, body text,
                            primary key (index_id, chunk))
                        """)
                .update();
    }

    @Override
    public void create(long index) {
        // One table has room for all.
    }

    @Override
    public void put(long index, List<IndexedText> texts) {
        for (IndexedText text : texts) {
            database.sql("insert into test_text values (?, ?, ?, ?)")
                    .param(index)
                    .param(text.chunk())
                    .param(text.document())
                    .param(text.text())
                    .update();
        }
    }

    @Override
    public void remove(long index, UUID document) {
        database.sql("delete from test_text where index_id = ? and document = ?")
                .param(index)
                .param(document)
                .update();
    }

    @Override
    public List<Hit> search(long index, String query, int most, Filter filter) {
        return database.sql(
                        "select chunk from test_text where index_id = ? and position(? in body) > 0"
                                + " order by chunk limit ?")
                .param(index)
                .param(query)
                .param(most)
                .query((row, _) -> new Hit(row.getLong("chunk"), 1))
                .list();
    }

    @Override
    public void drop(long index) {
        database.sql("delete from test_text where index_id = ?").param(index).update();
    }
}
