package dev.millrace.rag.vector;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How vectors are kept and found.
 *
 * @param vectorStore where; whether the database has pgvector is asked at the start
 * @param vectorEf vectors kept in view while a graph is walked: more find more and take longer
 * @param vectorExact so many vectors at most that pass a filter are all compared
 * @param noPgvector why the launcher's database has no pgvector, if it has none
 */
@ConfigurationProperties("millrace.rag")
record VectorProperties(
        @DefaultValue("auto") Wanted vectorStore,
        @DefaultValue("200") int vectorEf,
        @DefaultValue("2000") int vectorExact,
        @Nullable String noPgvector) {

    /** Which store. */
    enum Wanted {
        /** pgvector where the database has it, else arrays. */
        AUTO,
        /** pgvector, or no start. */
        PGVECTOR,
        ARRAYS
    }

    VectorProperties {
        if (vectorEf < 1 || vectorEf > 1_000 || vectorExact < 0) {
            throw new IllegalArgumentException(
                    "vector-ef is 1 to 1000 and vector-exact at least 0");
        }
    }
}
