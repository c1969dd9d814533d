package dev.millrace.rag.ingest;

import dev.millrace.log.LogPart;
import dev.millrace.rag.index.Generation;
import dev.millrace.rag.index.Generation.State;
import dev.millrace.rag.index.GenerationRepository;
import dev.millrace.rag.row.Row;
import dev.millrace.rag.text.TextIndex;
import dev.millrace.rag.vector.VectorStore;
import dev.millrace.store.content.ContentStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Finishes what takes longer than a request: puts a complete index in its place, and takes away
 * what is of no use any more (retired indexes, deleted knowledge bases, contents nobody refers to)
 * in steps that a crash may cut short anywhere and that several instances may take at once.
 */
final class Sweeper implements LogPart {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);
    private static final int SOME = 100;
    private static final int SOME_CHUNKS = 2_000;

    private final JdbcClient database;
    private final TransactionOperations transactions;
    private final GenerationRepository generations;
    private final ChunkRepository chunks;
    private final VectorStore vectors;
    private final TextIndex texts;
    private final ContentStore content;
    private final Replacement replacement;
    private final Bell bell;
    private final Duration every;
    private volatile boolean closing;
    private @Nullable Thread thread;

    Sweeper(
            JdbcClient database,
            TransactionOperations transactions,
            GenerationRepository generations,
            ChunkRepository chunks,
            VectorStore vectors,
            TextIndex texts,
            ContentStore content,
            Replacement replacement,
            Bell bell,
            Duration every) {
        this.database = database;
        this.transactions = transactions;
        this.generations = generations;
        this.chunks = chunks;
        this.vectors = vectors;
        this.texts = texts;
        this.content = content;
        this.replacement = replacement;
        this.bell = bell;
        this.every = every;
    }

    @Override
    public String name() {
        return "rag-sweeper";
    }

    @Override
    public synchronized void start() {
        closing = false;
        thread = Thread.ofVirtual().name(name()).start(this::run);
    }

    @Override
    public synchronized boolean ready() {
        return thread != null && thread.isAlive();
    }

    @Override
    public synchronized void close() {
        Thread running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        closing = true;
        bell.ring();
        try {
            if (!running.join(CLOSE_LIMIT)) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            running.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                long heard = bell.heard();
                try {
                    sweep();
                } catch (RuntimeException | IOException e) {
                    LOG.warn("Sweeping pauses: {}", e.getClass().getSimpleName());
                }
                bell.await(heard, every);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() throws IOException {
        for (Generation building : generations.all(State.BUILDING, SOME)) {
            replacement.tryOf(building);
        }
        for (Generation retired : generations.all(State.RETIRED, SOME)) {
            drop(retired.id());
        }
        for (UUID base : deleted()) {
            delete(base);
        }
        discard();
    }

    private List<UUID> deleted() {
        return database.sql(
                        """
                        select id from knowledge_base where deleted_at is not null
                        order by deleted_at limit :some
                        """)
                .param("some", SOME)
                .query((row, _) -> Row.uuid(row, "id"))
                .list();
    }

    /** Vectors and words first: as long as the row is there, they are looked for again. */
    private void drop(long index) {
        transactions.executeWithoutResult(_ -> vectors.drop(index));
        transactions.executeWithoutResult(_ -> texts.drop(index));
        while (!closing && chunks.deleteSome(index, SOME_CHUNKS) > 0) {
            LOG.debug("chunks of index {} are gone", index);
        }
        while (!closing && deleteStates(index) > 0) {
            LOG.debug("states of index {} are gone", index);
        }
        if (!closing) {
            database.sql("delete from index_generation where id = :index")
                    .param("index", index)
                    .update();
        }
    }

    private int deleteStates(long index) {
        return database.sql(
                        """
                        delete from document_state where ctid = any(array(
                            select ctid from document_state where index_id = :index limit :some))
                        """)
                .param("index", index)
                .param("some", SOME_CHUNKS)
                .update();
    }

    private void delete(UUID base) {
        for (Generation live : generations.live(base)) {
            drop(live.id());
        }
        while (!closing && deleteDocuments(base) > 0) {
            LOG.debug("documents of {} are gone", base);
        }
        if (!closing) {
            database.sql(
                            """
                            delete from knowledge_base where id = :base and not exists (
                                select 1 from document where knowledge_base = :base)
                            """)
                    .param("base", base)
                    .update();
        }
    }

    /** Their contents' names are kept until these are deleted too. */
    private int deleteDocuments(UUID base) {
        Integer gone =
                database.sql(
                                """
                                with gone as (
                                    delete from document where id in (
                                        select id from document where knowledge_base = :base
                                        limit :some)
                                    returning content_reference),
                                kept as (
                                    insert into discarded_content
                                    select content_reference, now() from gone
                                    on conflict do nothing)
                                select count(*) from gone
                                """)
                        .param("base", base)
                        .param("some", SOME)
                        .query(Integer.class)
                        .single();
        return gone == null ? 0 : gone;
    }

    private void discard() throws IOException {
        List<String> names;
        do {
            names =
                    database.sql("select content_reference from discarded_content limit :some")
                            .param("some", SOME)
                            .query((row, _) -> Row.text(row, "content_reference"))
                            .list();
            for (String name : names) {
                content.delete(name);
                database.sql("delete from discarded_content where content_reference = :name")
                        .param("name", name)
                        .update();
            }
        } while (!closing && names.size() == SOME);
    }
}
