package dev.millrace.rag.text.postgres;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.text.IndexedText;
import dev.millrace.rag.text.Question;
import dev.millrace.rag.text.TextHit;
import dev.millrace.rag.text.TextIndex;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * BM25 over postings in PostgreSQL. New chunks lie one row each with their terms inside; {@link
 * Maintenance} packs them into segments later, in transactions of its own.
 */
public final class PostgresTextIndex implements TextIndex {

    private static final String PUT =
            """
            insert into text_chunk (index_id, chunk, document, words, fresh)
            select ?, * from unnest(?, ?::uuid[], ?, ?)
            on conflict (chunk) do update
            set index_id = excluded.index_id, document = excluded.document,
                words = excluded.words, fresh = excluded.fresh, segment = null
            """;

    private final JdbcTemplate database;
    private final TransactionOperations transactions;
    private final TextSearch search;
    private final Maintenance maintenance;

    PostgresTextIndex(
            JdbcTemplate database, TransactionOperations transactions, Maintenance maintenance) {
        this.database = database;
        this.transactions = transactions;
        this.search = new TextSearch(database);
        this.maintenance = maintenance;
    }

    @Override
    public void create(long index) {
        database.update(
                "insert into text_index (index_id) values (?) on conflict do nothing", index);
    }

    @Override
    public void put(long index, List<IndexedText> texts) {
        // One row can be written but once by a statement: of repeated chunks the last counts.
        Map<Long, IndexedText> byChunk = new LinkedHashMap<>();
        texts.forEach(text -> byChunk.put(text.chunk(), text));
        if (byChunk.isEmpty()) {
            return;
        }
        List<FreshTerms> terms =
                byChunk.values().stream().map(text -> FreshTerms.of(text.text())).toList();
        Long[] chunks = byChunk.keySet().toArray(Long[]::new);
        String[] documents =
                byChunk.values().stream()
                        .map(text -> text.document().toString())
                        .toArray(String[]::new);
        Integer[] words = terms.stream().map(FreshTerms::length).toArray(Integer[]::new);
        byte[][] fresh = terms.stream().map(FreshTerms::packed).toArray(byte[][]::new);
        database.execute(
                (ConnectionCallback<Integer>)
                        connection -> {
                            try (var insert = connection.prepareStatement(PUT)) {
                                insert.setLong(1, index);
                                insert.setArray(2, connection.createArrayOf("bigint", chunks));
                                insert.setArray(3, connection.createArrayOf("text", documents));
                                insert.setArray(4, connection.createArrayOf("integer", words));
                                insert.setArray(5, connection.createArrayOf("bytea", fresh));
                                return insert.executeUpdate();
                            }
                        });
        afterCommit(() -> maintenance.changed(index, byChunk.size()));
    }

    @Override
    public void remove(long index, UUID document) {
        int removed =
                database.update(
                        "delete from text_chunk where index_id = ? and document = ?",
                        index,
                        document);
        if (removed > 0) {
            afterCommit(() -> maintenance.removed(index, removed));
        }
    }

    @Override
    public List<TextHit> search(long index, String query, int most, Filter filter) {
        Question question = Question.of(query);
        if (question.isEmpty()) {
            return List.of();
        }
        // Where somebody's transaction goes on, it has begun to read already.
        boolean ours = !TransactionSynchronizationManager.isActualTransactionActive();
        return Objects.requireNonNull(
                transactions.execute(
                        _ -> {
                            if (ours) {
                                // Segments are exchanged for others between two statements.
                                database.execute(
                                        "set transaction isolation level repeatable read read only");
                            }
                            return search.search(index, question, most, filter);
                        }));
    }

    @Override
    public void drop(long index) {
        transactions.executeWithoutResult(
                _ -> {
                    maintenance.lock(index);
                    database.update("delete from text_chunk where index_id = ?", index);
                    database.update(
                            """
                            delete from text_posting
                            where segment in (select id from text_segment where index_id = ?)
                            """,
                            index);
                    database.update("delete from text_segment where index_id = ?", index);
                    database.update("delete from text_index where index_id = ?", index);
                });
    }

    private static void afterCommit(Runnable news) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            news.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        news.run();
                    }
                });
    }
}
