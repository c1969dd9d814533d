package dev.millrace.rag.document;

import dev.millrace.rag.ingest.Asker;
import dev.millrace.rag.row.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Documents of knowledge bases that are not deleted. */
final class DocumentRepository {

    private static final String SELECT =
            """
            select d.id, d.knowledge_base, d.tenant, d.team, d.person, d.name, d.media_type, d.size,
                   d.content_reference, d.metadata, d.revision, d.created_at, d.updated_at,
                   coalesce(s.state, 'queued') as state,
                   coalesce(s.chunks_done, 0) as chunks_done,
                   coalesce(s.chunks_total, 0) as chunks_total,
                   s.failure_code, s.failure_detail,
                   (select count(*) from chunk c
                    where c.index_id = k.active_index and c.document = d.id) as chunks
            from document d
            join knowledge_base k on k.id = d.knowledge_base and k.deleted_at is null
            left join document_state s on s.document = d.id and s.index_id = k.active_index
            """;

    /** A document's chunk. */
    record Piece(
            long id,
            int ordinal,
            List<String> heading,
            int start,
            int end,
            int tokens,
            String body) {}

    private final JdbcClient database;

    DocumentRepository(JdbcClient database) {
        this.database = database;
    }

    /** False when the knowledge base has a document of that content. */
    boolean insert(
            UUID id,
            UUID base,
            Asker asker,
            String name,
            Upload.Stored content,
            Map<String, String> metadata,
            Instant now) {
        return database.sql(
                                """
                                insert into document (id, knowledge_base, tenant, team, person,
                                    key_id, name, media_type, size, sha256, content_reference,
                                    metadata, revision, created_at, updated_at)
                                values (:id, :base, :tenant, :team, :person, :key, :name, :type,
                                    :size, decode(:sha256, 'hex'), :reference, :metadata::jsonb, 1, :now, :now)
                                on conflict (knowledge_base, sha256) do nothing
                                """)
                        .param("id", id)
                        .param("base", base)
                        .param("tenant", asker.owner().getTenant())
                        .param("team", asker.owner().getTeam())
                        .param("person", asker.owner().getUser())
                        .param("key", asker.keyId())
                        .param("name", name)
                        .param("type", content.mediaType())
                        .param("size", content.size())
                        .param("sha256", content.sha256())
                        .param("reference", content.reference())
                        .param("metadata", Metadata.json(metadata))
                        .param("now", Row.at(now))
                        .update()
                == 1;
    }

    Optional<Document> find(UUID base, UUID id) {
        return database.sql(SELECT + " where d.knowledge_base = :base and d.id = :id")
                .param("base", base)
                .param("id", id)
                .query(DocumentRepository::document)
                .optional();
    }

    Optional<UUID> bySha256(UUID base, String sha256) {
        return database.sql(
                        "select id from document where knowledge_base = :base and sha256 = decode(:sha256, 'hex')")
                .param("base", base)
                .param("sha256", sha256)
                .query(UUID.class)
                .optional();
    }

    /** What is in the store for it; until the transaction's end the row is the caller's alone. */
    Optional<String> lock(UUID base, UUID id) {
        return database.sql(
                        """
                        select content_reference from document
                        where knowledge_base = :base and id = :id for update
                        """)
                .param("base", base)
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /** The newest first; {@code state} null means all. */
    List<Document> list(
            UUID base,
            @Nullable String state,
            @Nullable Instant before,
            @Nullable UUID beforeId,
            int most) {
        return database.sql(
                        SELECT
                                + """
                                 where d.knowledge_base = :base
                                 and (cast(:state as text) is null or s.state = :state)
                                 and (cast(:before as timestamptz) is null
                                      or (d.created_at, d.id) < (:before, cast(:beforeId as uuid)))
                                order by d.created_at desc, d.id desc limit :most
                                """)
                .param("base", base)
                .param("state", state)
                .param("before", before == null ? null : Row.at(before))
                .param("beforeId", beforeId)
                .param("most", most)
                .query(DocumentRepository::document)
                .list();
    }

    void replace(
            UUID id,
            @Nullable String name,
            @Nullable Map<String, String> metadata,
            Upload.Stored content,
            Asker asker,
            Instant now) {
        database.sql(
                        """
                        update document set sha256 = decode(:sha256, 'hex'), content_reference = :reference,
                            size = :size, media_type = :type, revision = revision + 1,
                            key_id = :key, name = coalesce(:name, name),
                            metadata = coalesce(:metadata::jsonb, metadata), updated_at = :now
                        where id = :id
                        """)
                .param("sha256", content.sha256())
                .param("reference", content.reference())
                .param("size", content.size())
                .param("type", content.mediaType())
                .param("key", asker.keyId())
                .param("name", name)
                .param("metadata", metadata == null ? null : Metadata.json(metadata))
                .param("now", Row.at(now))
                .param("id", id)
                .update();
    }

    void describe(
            UUID id, @Nullable String name, @Nullable Map<String, String> metadata, Instant now) {
        database.sql(
                        """
                        update document set name = coalesce(:name, name),
                            metadata = coalesce(:metadata::jsonb, metadata), updated_at = :now
                        where id = :id
                        """)
                .param("name", name)
                .param("metadata", metadata == null ? null : Metadata.json(metadata))
                .param("now", Row.at(now))
                .param("id", id)
                .update();
    }

    void delete(UUID id) {
        database.sql("delete from document where id = :id").param("id", id).update();
    }

    /** In the index that is searched, in the order of the text. */
    List<Piece> pieces(UUID base, UUID id, int after, int most) {
        return database.sql(
                        """
                        select c.id, c.ordinal, c.heading, c.start_at, c.end_at, c.tokens, c.body
                        from knowledge_base k join chunk c
                          on c.index_id = k.active_index and c.document = :id
                        where k.id = :base and c.ordinal > :after
                        order by c.ordinal limit :most
                        """)
                .param("base", base)
                .param("id", id)
                .param("after", after)
                .param("most", most)
                .query(
                        (row, _) ->
                                new Piece(
                                        row.getLong("id"),
                                        row.getInt("ordinal"),
                                        Row.texts(row, "heading"),
                                        row.getInt("start_at"),
                                        row.getInt("end_at"),
                                        row.getInt("tokens"),
                                        Row.text(row, "body")))
                .list();
    }

    private static Document document(ResultSet row, int number) throws SQLException {
        return new Document(
                Row.uuid(row, "id"),
                Row.uuid(row, "knowledge_base"),
                Row.owner(row),
                Row.text(row, "name"),
                Row.text(row, "media_type"),
                row.getLong("size"),
                Row.text(row, "content_reference"),
                Metadata.ofColumn(Row.text(row, "metadata")),
                row.getInt("revision"),
                Row.text(row, "state"),
                row.getInt("chunks_done"),
                row.getInt("chunks_total"),
                row.getLong("chunks"),
                row.getString("failure_code"),
                row.getString("failure_detail"),
                Row.instant(row, "created_at"),
                Row.instant(row, "updated_at"));
    }
}
