package dev.millrace.rag.text.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.rag.KnowledgeDatabase;
import dev.millrace.rag.index.Filter;
import dev.millrace.rag.text.IndexedText;
import dev.millrace.rag.text.TextHit;
import dev.millrace.rag.text.TextIndex;
import dev.millrace.rag.text.TextIndexContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTextIndexTest extends TextIndexContract {

    private final KnowledgeDatabase database = new KnowledgeDatabase();
    private final TransactionTemplate transactions = new TransactionTemplate(database.transactions);
    private final Maintenance maintenance = new Maintenance(database.template, transactions);
    private final PostgresTextIndex texts =
            new PostgresTextIndex(database.template, transactions, maintenance);

    @AfterAll
    void close() {
        maintenance.close();
        database.close();
    }

    @Override
    protected TextIndex texts() {
        return texts;
    }

    @Override
    protected long fresh() {
        return KnowledgeDatabase.number();
    }

    @Override
    protected void rolledBack(Runnable work) {
        transactions.executeWithoutResult(
                status -> {
                    work.run();
                    status.setRollbackOnly();
                });
    }

    @Override
    protected void document(UUID id, Map<String, String> metadata) {
        UUID knowledgeBase = database.knowledgeBase("tenant", UUID.randomUUID().toString());
        database.document(id, knowledgeBase, "mill.md", metadata);
    }

    @Override
    protected void settle(long index) {
        await().until(() -> maintenance.tidy(index));
    }

    @Test
    void freshChunksBecomeSegmentsAndSegmentsLargerOnes() {
        long index = created();
        UUID document = UUID.randomUUID();
        int chunks = Segments.FRESH * Segments.FAN + 10;
        putMany(index, document, chunks);
        settle(index);

        assertThat(segments(index)).containsExactly(Segments.FRESH * Segments.FAN);
        assertThat(texts.search(index, "mill", chunks + 1, Filter.NONE)).hasSize(chunks);
        assertThat(texts.search(index, "wheel7", 10, Filter.NONE)).hasSize(1);
    }

    @Test
    void aSegmentThatLostMostOfItsChunksIsWrittenAnew() {
        long index = created();
        UUID gone = UUID.randomUUID();
        UUID stays = UUID.randomUUID();
        putMany(index, gone, Segments.FRESH - 10);
        putMany(index, stays, 10);
        settle(index);
        assertThat(segments(index)).containsExactly(Segments.FRESH);

        texts.remove(index, gone);
        assertThat(texts.search(index, "mill", 600, Filter.NONE)).hasSize(10);
        settle(index);

        assertThat(segments(index)).containsExactly(10);
        texts.remove(index, stays);
        settle(index);
        assertThat(segments(index)).isEmpty();
        assertThat(
                        rows(
                                "select count(*) from text_posting p where not exists"
                                        + " (select from text_segment s where s.id = p.segment)"))
                .isZero();
    }

    @Test
    void aReplacedChunkIsFoundByItsNewTextAloneWhereverTheOldOneLies() {
        long index = created();
        UUID document = UUID.randomUUID();
        putMany(index, document, Segments.FRESH - 1);
        long chunk = fresh();
        texts.put(index, List.of(new IndexedText(chunk, document, "sluice")));
        settle(index);

        texts.put(index, List.of(new IndexedText(chunk, document, "barn")));
        assertThat(texts.search(index, "sluice", 10, Filter.NONE)).isEmpty();
        putMany(index, document, Segments.FRESH - 1);
        settle(index);

        assertThat(segments(index)).containsExactly(Segments.FRESH, Segments.FRESH);
        assertThat(texts.search(index, "sluice", 10, Filter.NONE)).isEmpty();
        assertThat(texts.search(index, "barn", 10, Filter.NONE))
                .extracting(TextHit::chunk)
                .containsExactly(chunk);
    }

    @Test
    void tidyingUpDoesNotWaitForWhoRemovesADocument() {
        long index = created();
        UUID document = UUID.randomUUID();
        putMany(index, document, Segments.FRESH);
        settle(index);
        UUID other = UUID.randomUUID();
        putMany(index, other, Segments.FRESH);

        transactions.executeWithoutResult(
                status -> {
                    texts.remove(index, document);
                    texts.remove(index, other);
                    inAnotherThread(() -> settle(index));
                    status.setRollbackOnly();
                });
        settle(index);

        assertThat(texts.search(index, "mill", 5_000, Filter.NONE)).hasSize(2 * Segments.FRESH);
    }

    @Test
    void nothingIsLostOrDoubledWhileSegmentsAreMadeAndSearched() throws Exception {
        long index = created();
        UUID document = UUID.randomUUID();
        putMany(index, document, 300);
        int before = 300;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer =
                    threads.submit(
                            () -> {
                                for (int i = 0; i < 20; i++) {
                                    putMany(index, UUID.randomUUID(), 100);
                                    settle(index);
                                }
                            });
            while (!writer.isDone()) {
                List<Long> found =
                        texts.search(index, "mill", 10_000, Filter.NONE).stream()
                                .map(TextHit::chunk)
                                .toList();
                assertThat(found).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(before);
                before = found.size();
            }
            writer.get();
        }
        assertThat(texts.search(index, "mill", 10_000, Filter.NONE)).hasSize(2_300);
    }

    private long created() {
        long index = fresh();
        texts.create(index);
        return index;
    }

    private void putMany(long index, UUID document, int chunks) {
        List<IndexedText> all = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            all.add(new IndexedText(fresh(), document, "mill wheel" + i));
        }
        texts.put(index, all);
    }

    private List<Integer> segments(long index) {
        return database.template.query(
                "select chunks from text_segment where index_id = ? order by id",
                (row, _) -> row.getInt(1),
                index);
    }

    private long rows(String sql) {
        Long count = database.template.queryForObject(sql, Long.class);
        return count == null ? 0 : count;
    }

    private static void inAnotherThread(Runnable work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(work).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
