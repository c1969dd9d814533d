package dev.millrace.rag.search;

import dev.millrace.rag.embedding.EmbeddingModel;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds what is searched: a tenant's knowledge base and the index of it that is active. */
final class KnowledgeBaseLookup {

    private final JdbcClient database;

    KnowledgeBaseLookup(JdbcClient database) {
        this.database = database;
    }

    /**
     * What is searched.
     *
     * @param index empty while nothing is indexed yet
     * @param model what makes its vectors; of no meaning without an index
     */
    record Searched(UUID id, String name, OptionalLong index, EmbeddingModel model) {}

    /** By id, else by name; a name that looks like another's id changes nothing. */
    Optional<Searched> find(String tenant, String idOrName) {
        return database.sql(
                        """
                        select k.id, k.name, g.id, g.embedding_provider, g.embedding_model
                        from knowledge_base k
                        left join index_generation g
                          on g.id = k.active_index and g.knowledge_base = k.id
                        where k.tenant = ? and (k.id::text = ? or k.name = ?)
                        order by k.id::text = ? desc
                        limit 1
                        """)
                .params(
                        tenant,
                        idOrName.toLowerCase(Locale.ROOT),
                        idOrName,
                        idOrName.toLowerCase(Locale.ROOT))
                .query(
                        (row, _) -> {
                            long index = row.getLong(3);
                            return new Searched(
                                    Objects.requireNonNull(row.getObject(1, UUID.class)),
                                    String.valueOf(row.getString(2)),
                                    row.wasNull() ? OptionalLong.empty() : OptionalLong.of(index),
                                    new EmbeddingModel(
                                            String.valueOf(row.getString(4)),
                                            String.valueOf(row.getString(5))));
                        })
                .optional();
    }
}
