package dev.millrace.rag.ingest;

import dev.millrace.events.DocumentIndexed;
import dev.millrace.events.Failure;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topics;
import dev.millrace.rag.chunk.Chunk;
import dev.millrace.rag.index.Generation;
import dev.millrace.rag.index.GenerationRepository;
import dev.millrace.rag.text.IndexedText;
import dev.millrace.rag.text.TextIndex;
import dev.millrace.rag.vector.StoredVector;
import dev.millrace.rag.vector.VectorStore;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Puts a document's chunks into an index in place of its old ones, and tells that it is done, all
 * in one transaction: a crash leaves either the old or the new state.
 */
final class IndexWriter {

    /** Rows sent to the database at once. */
    private static final int SLICE = 500;

    /** What a model and the words are told of a chunk. */
    static String told(Chunk chunk, String text) {
        String body = text.substring(chunk.start(), chunk.end());
        return chunk.headings().isEmpty()
                ? body
                : String.join(" > ", chunk.headings()) + "\n" + body;
    }

    private static final class Unfit extends RuntimeException {
        Unfit(String message) {
            super(message);
        }
    }

    private final JdbcClient database;
    private final TransactionOperations transactions;
    private final WorkRepository work;
    private final ChunkRepository chunks;
    private final GenerationRepository generations;
    private final VectorStore vectors;
    private final TextIndex texts;
    private final Outbox outbox;
    private final Step.Witness witness;
    private final Clock clock;

    IndexWriter(
            JdbcClient database,
            TransactionOperations transactions,
            WorkRepository work,
            ChunkRepository chunks,
            GenerationRepository generations,
            VectorStore vectors,
            TextIndex texts,
            Outbox outbox,
            Step.Witness witness,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.work = work;
        this.chunks = chunks;
        this.generations = generations;
        this.vectors = vectors;
        this.texts = texts;
        this.outbox = outbox;
        this.witness = witness;
        this.clock = clock;
    }

    /**
     * False when the document was deleted, replaced, or taken over meanwhile: nothing is written.
     *
     * @throws GivenUp when the vectors do not fit the index
     */
    boolean write(Work one, String text, List<Chunk> cut, List<float[]> embedded) throws GivenUp {
        try {
            return Boolean.TRUE.equals(
                    transactions.execute(
                            _ -> {
                                if (!mine(one)) {
                                    return false;
                                }
                                replace(one, text, cut, embedded);
                                work.indexed(one, cut.size());
                                announce(one, cut.size(), null);
                                witness.at(Step.STORED, one.document());
                                return true;
                            }));
        } catch (Unfit unfit) {
            throw new GivenUp(ErrorCode.UPSTREAM_INVALID, String.valueOf(unfit.getMessage()));
        }
    }

    /** The document ends here as failed; what it had in the index stays. */
    void fail(Work one, String code, String detail) {
        transactions.executeWithoutResult(
                _ -> {
                    if (work.fail(one, code, detail)) {
                        announce(
                                one,
                                0,
                                new Failure(
                                        code,
                                        null,
                                        500,
                                        false,
                                        null,
                                        Content.clear(detail),
                                        List.of()));
                    }
                });
    }

    /**
     * Holds what the end depends on. Knowledge base, document, state, in this order: whoever
     * deletes or replaces takes them in the same.
     */
    private boolean mine(Work one) {
        boolean there =
                database.sql(
                                """
                                select 1 from knowledge_base
                                where id = :base and deleted_at is null for share
                                """)
                        .param("base", one.knowledgeBase())
                        .query(Integer.class)
                        .optional()
                        .isPresent();
        return there
                && database.sql(
                                """
                                select 1 from document
                                where id = :id and revision = :revision for update
                                """)
                        .param("id", one.document())
                        .param("revision", one.revision())
                        .query(Integer.class)
                        .optional()
                        .isPresent()
                && generations
                        .find(one.index())
                        .filter(index -> index.state() != Generation.State.RETIRED)
                        .isPresent()
                && work.hold(one);
    }

    private void replace(Work one, String text, List<Chunk> cut, List<float[]> embedded) {
        long index = one.index();
        int before = chunks.delete(index, one.document());
        vectors.remove(index, one.document());
        texts.remove(index, one.document());
        if (!cut.isEmpty()) {
            int dimensions = embedded.getFirst().length;
            Integer known = generations.find(index).map(Generation::dimensions).orElse(null);
            int fixed = known == null ? generations.fixDimensions(index, dimensions) : known;
            if (fixed != dimensions) {
                throw new Unfit(
                        "The embedding model answers with "
                                + dimensions
                                + " dimensions, the index has "
                                + fixed
                                + ".");
            }
            vectors.create(index, dimensions);
            put(one, text, cut, embedded);
        }
        // Last, because others who finish in this index wait for the row from here on.
        generations.count(index, cut.size() - before);
    }

    private void put(Work one, String text, List<Chunk> cut, List<float[]> embedded) {
        List<Long> numbers = chunks.numbers(cut.size());
        UUID document = one.document();
        for (int from = 0; from < cut.size(); from += SLICE) {
            int to = Math.min(cut.size(), from + SLICE);
            chunks.insert(one, numbers.subList(from, to), cut.subList(from, to), text);
            List<StoredVector> stored = new ArrayList<>();
            List<IndexedText> indexed = new ArrayList<>();
            for (int i = from; i < to; i++) {
                long number = numbers.get(i);
                stored.add(new StoredVector(number, document, embedded.get(i)));
                indexed.add(new IndexedText(number, document, told(cut.get(i), text)));
            }
            vectors.put(one.index(), stored);
            texts.put(one.index(), indexed);
        }
    }

    private void announce(Work one, int count, @Nullable Failure failure) {
        outbox.add(
                Topics.DOCUMENTS,
                one.document().toString(),
                new DocumentIndexed(
                        one.document().toString(),
                        one.knowledgeBase().toString(),
                        one.asker().owner(),
                        count,
                        failure,
                        clock.instant()));
    }
}
