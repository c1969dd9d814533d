package dev.millrace.rag.search;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what chunks say, if they and their documents are still there. */
final class PassageReader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient database;

    PassageReader(JdbcClient database) {
        this.database = database;
    }

    /** A chunk and its document. */
    record Passage(
            long chunk,
            UUID document,
            String documentName,
            Map<String, String> metadata,
            List<String> heading,
            int ordinal,
            int start,
            int end,
            int tokens,
            String text) {}

    /** By chunk; those gone are missing. */
    Map<Long, Passage> read(UUID knowledgeBase, long index, List<Long> chunks) {
        Map<Long, Passage> passages = new HashMap<>();
        database.sql(
                        """
                        select c.id, c.document, d.name, d.metadata, c.heading, c.ordinal,
                               c.start_at, c.end_at, c.tokens, c.body
                        from chunk c join document d on d.id = c.document
                        where c.id = any(?) and c.index_id = ? and d.knowledge_base = ?
                        """)
                .params(chunks.toArray(Long[]::new), index, knowledgeBase)
                .query(
                        row -> {
                            passages.put(row.getLong(1), passage(row));
                        });
        return passages;
    }

    private static Passage passage(ResultSet row) throws SQLException {
        return new Passage(
                row.getLong(1),
                Objects.requireNonNull(row.getObject(2, UUID.class)),
                string(row, 3),
                metadata(string(row, 4)),
                heading(row),
                row.getInt(6),
                row.getInt(7),
                row.getInt(8),
                row.getInt(9),
                string(row, 10));
    }

    private static List<String> heading(ResultSet row) throws SQLException {
        Object array = Objects.requireNonNull(row.getArray(5)).getArray();
        List<String> heading = new ArrayList<>();
        if (array instanceof String[] headings) {
            heading.addAll(Arrays.asList(headings));
        }
        return List.copyOf(heading);
    }

    private static Map<String, String> metadata(String json) {
        Map<String, String> metadata = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : JSON.readTree(json).properties()) {
            JsonNode value = entry.getValue();
            metadata.put(entry.getKey(), value.isString() ? value.asString() : value.toString());
        }
        return Map.copyOf(metadata);
    }

    private static String string(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }
}
