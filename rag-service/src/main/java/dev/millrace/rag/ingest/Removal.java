package dev.millrace.rag.ingest;

import dev.millrace.rag.index.Generation;
import dev.millrace.rag.index.GenerationRepository;
import dev.millrace.rag.row.Row;
import dev.millrace.rag.text.TextIndex;
import dev.millrace.rag.vector.VectorStore;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Takes documents out of all indexes, in the caller's transaction. */
public final class Removal {

    private final JdbcClient database;
    private final ChunkRepository chunks;
    private final GenerationRepository generations;
    private final VectorStore vectors;
    private final TextIndex texts;
    private final Bell bell;

    Removal(
            JdbcClient database,
            ChunkRepository chunks,
            GenerationRepository generations,
            VectorStore vectors,
            TextIndex texts,
            Bell bell) {
        this.database = database;
        this.chunks = chunks;
        this.generations = generations;
        this.vectors = vectors;
        this.texts = texts;
        this.bell = bell;
    }

    /** What indexes hold of a document; its row, which the caller has locked, stays. */
    public void fromIndexes(UUID knowledgeBase, UUID document) {
        for (Generation index : generations.live(knowledgeBase)) {
            int gone = chunks.delete(index.id(), document);
            vectors.remove(index.id(), document);
            texts.remove(index.id(), document);
            generations.count(index.id(), -gone);
        }
    }

    /** A content is of no use once the transaction has committed. */
    public void ofContent(String reference, Instant now) {
        database.sql(
                        """
                        insert into discarded_content (content_reference, discarded_at)
                        values (:reference, :now) on conflict do nothing
                        """)
                .param("reference", reference)
                .param("now", Row.at(now))
                .update();
    }

    /** Tells who takes away that there is something to; after the commit. */
    public void ring() {
        bell.ring();
    }
}
