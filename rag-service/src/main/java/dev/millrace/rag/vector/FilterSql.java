package dev.millrace.rag.vector;

import dev.millrace.rag.index.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A filter as a condition over a table of vectors, for a statement with question marks.
 *
 * @param condition begins with {@code where} and looks at the column {@code document}
 */
public record FilterSql(String condition, List<Object> values) {

    private static final String DOCUMENTS = "document = any(?::uuid[])";

    /** Of this index's knowledge base only: others' documents may hold the same values. */
    private static final String METADATA =
            """
            document in (
                select d.id from document d
                where d.knowledge_base = (select g.knowledge_base from index_generation g where g.id = ?)
                  and d.metadata @> jsonb_object(?::text[], ?::text[]))
            """;

    /** For the planner to choose from: right when few vectors match. */
    public static FilterSql of(long index, Filter filter) {
        return of(index, filter, METADATA);
    }

    /**
     * Asked of one vector after another: right when many match. The test of its truth keeps the
     * planner from joining and sorting everything that matches instead of walking the graph.
     */
    public static FilterSql ofEach(long index, Filter filter) {
        return of(index, filter, "(" + METADATA + ") is true");
    }

    private static FilterSql of(long index, Filter filter, String metadata) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        if (!filter.documents().isEmpty()) {
            conditions.add(DOCUMENTS);
            values.add(filter.documents().stream().map(UUID::toString).toArray(String[]::new));
        }
        if (!filter.metadata().isEmpty()) {
            conditions.add(metadata);
            List<Map.Entry<String, String>> wanted = List.copyOf(filter.metadata().entrySet());
            values.add(index);
            values.add(wanted.stream().map(Map.Entry::getKey).toArray(String[]::new));
            values.add(wanted.stream().map(Map.Entry::getValue).toArray(String[]::new));
        }
        return new FilterSql(
                conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions), values);
    }
}
