package dev.millrace.rag.index;

import dev.millrace.rag.chunk.Chunking;
import dev.millrace.rag.embedding.EmbeddingModel;
import dev.millrace.rag.index.Generation.State;
import dev.millrace.rag.row.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Indexes over knowledge bases. */
public final class GenerationRepository {

    private static final String COLUMNS =
            "id, knowledge_base, state, embedding_provider, embedding_model, dimensions,"
                    + " chunk_tokens, chunk_overlap, chunks, created_at";

    private final JdbcClient database;

    public GenerationRepository(JdbcClient database) {
        this.database = database;
    }

    /** A new one; returns its number. */
    public long insert(
            UUID knowledgeBase, State state, EmbeddingModel model, Chunking chunking, Instant now) {
        return database.sql(
                        """
                        insert into index_generation (knowledge_base, state, embedding_provider,
                            embedding_model, chunk_tokens, chunk_overlap, created_at)
                        values (:base, :state, :provider, :model, :tokens, :overlap, :now)
                        returning id
                        """)
                .param("base", knowledgeBase)
                .param("state", name(state))
                .param("provider", model.provider())
                .param("model", model.model())
                .param("tokens", chunking.tokens())
                .param("overlap", chunking.overlap())
                .param("now", Row.at(now))
                .query(Long.class)
                .single();
    }

    public Optional<Generation> find(long id) {
        return database.sql("select " + COLUMNS + " from index_generation where id = :id")
                .param("id", id)
                .query(GenerationRepository::generation)
                .optional();
    }

    /** Those of a knowledge base that documents are put into. */
    public List<Generation> live(UUID knowledgeBase) {
        return database.sql(
                        "select "
                                + COLUMNS
                                + " from index_generation where knowledge_base = :base"
                                + " and state <> 'retired' order by id")
                .param("base", knowledgeBase)
                .query(GenerationRepository::generation)
                .list();
    }

    /** Those in a state, of whichever knowledge base. */
    public List<Generation> all(State state, int most) {
        return database.sql(
                        "select "
                                + COLUMNS
                                + " from index_generation where state = :state"
                                + " order by id limit :most")
                .param("state", name(state))
                .param("most", most)
                .query(GenerationRepository::generation)
                .list();
    }

    public void become(long id, State state) {
        database.sql("update index_generation set state = :state where id = :id")
                .param("state", name(state))
                .param("id", id)
                .update();
    }

    /** Chunks were added, or taken away if {@code more} is negative. */
    public void count(long id, long more) {
        database.sql("update index_generation set chunks = chunks + :more where id = :id")
                .param("more", more)
                .param("id", id)
                .update();
    }

    /**
     * The dimensions of an index, which are {@code wanted} from now on if none were known; whoever
     * asks at the same time waits.
     */
    public int fixDimensions(long id, int wanted) {
        database.sql(
                        "update index_generation set dimensions = :wanted"
                                + " where id = :id and dimensions is null")
                .param("wanted", wanted)
                .param("id", id)
                .update();
        return database.sql("select dimensions from index_generation where id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
    }

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Generation generation(ResultSet row, int number) throws SQLException {
        return new Generation(
                row.getLong("id"),
                Row.uuid(row, "knowledge_base"),
                State.valueOf(Row.text(row, "state").toUpperCase(Locale.ROOT)),
                new EmbeddingModel(
                        Row.text(row, "embedding_provider"), Row.text(row, "embedding_model")),
                new Chunking(row.getInt("chunk_tokens"), row.getInt("chunk_overlap")),
                row.getObject("dimensions", Integer.class),
                row.getLong("chunks"),
                Row.instant(row, "created_at"));
    }
}
