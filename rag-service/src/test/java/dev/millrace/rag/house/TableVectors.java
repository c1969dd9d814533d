package dev.millrace.rag.house;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import dev.millrace.rag.vector.StoredVector;
import dev.millrace.rag.vector.VectorStore;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which chunks have a vector, of how many numbers; it finds nothing. */
public final class TableVectors implements VectorStore {

    private final JdbcClient database;

    TableVectors(JdbcClient database) {
        this.database = database;
        database.sql(
                        """
                        create table if not exists test_vector (
                            index_id bigint, chunk bigint, document uuid, numbers integer,
                            primary key (index_id, chunk))
                        """)
                .update();
    }

    @Override
    public String kind() {
        return "table";
    }

    @Override
    public void create(long index, int dimensions) {
        // One table has room for all.
    }

    @Override
    public void put(long index, List<StoredVector> vectors) {
        for (StoredVector vector : vectors) {
            database.sql("insert into test_vector values (?, ?, ?, ?)")
                    .param(index)
                    .param(vector.chunk())
                    .param(vector.document())
                    .param(vector.vector().length)
                    .update();
        }
    }

    @Override
    public void remove(long index, UUID document) {
        database.sql("delete from test_vector where index_id = ? and document = ?")
                .param(index)
                .param(document)
                .update();
    }

    @Override
    public List<Hit> nearest(long index, float[] query, int most, Filter filter) {
        return List.of();
    }

    @Override
    public void drop(long index) {
        database.sql("delete from test_vector where index_id = ?").param(index).update();
    }
}
