package dev.millrace.provider.structured;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Schemas of callers, compiled once: draft 2020-12 unless they name another draft. Nothing is
 * loaded for them from anywhere. Thread-safe.
 */
final class Schemas {

    /** Characters of a schema: what the largest real ones have, several times over. */
    static final int LARGEST = 256 * 1024;

    /** Characters of the schemas that are kept; compiled they take some ten times as much. */
    private static final long KEPT = 4 * 1024 * 1024;

    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder ->
                            builder.schemaCacheEnabled(false)
                                    .schemaLoader(
                                            loader ->
                                                    loader.fetchRemoteResources(false)
                                                            .block(_ -> true))
                                    .schemaRegistryConfig(
                                            SchemaRegistryConfig.builder()
                                                    .regularExpressionFactory(new BoundedPatterns())
                                                    .preloadSchema(true)
                                                    .build()));

    private final Cache<String, CheckedSchema> compiled =
            Caffeine.newBuilder()
                    .maximumWeight(KEPT)
                    .weigher((String text, CheckedSchema _) -> text.length() + 1_024)
                    .build();

    /**
     * The schema, ready to check.
     *
     * @throws UnusableSchema when it is none, or beyond the limits
     */
    CheckedSchema of(JsonNode schema) throws UnusableSchema {
        String text = schema.toString();
        if (text.length() > LARGEST) {
            throw new UnusableSchema("The schema is larger than " + LARGEST + " characters.");
        }
        CheckedSchema known = compiled.getIfPresent(text);
        if (known == null) {
            known = compile(schema);
            compiled.put(text, known);
        }
        return known;
    }

    private CheckedSchema compile(JsonNode schema) throws UnusableSchema {
        Set<String> names = SchemaSurvey.names(schema);
        Schema ready;
        try {
            ready = registry.getSchema(schema);
            ready.initializeValidators();
        } catch (SchemaException | ValidationLimitExceededException _) {
            throw new UnusableSchema("The schema is no JSON schema of a draft that is known.");
        }
        return new CheckedSchema(ready, root(schema), names);
    }

    private static Root root(JsonNode schema) {
        return switch (schema.path("type").asString("")) {
            case "object" -> Root.OBJECT;
            case "array" -> Root.ARRAY;
            default -> Root.ANY;
        };
    }

    /** How many are kept; for tests. */
    long kept() {
        compiled.cleanUp();
        return compiled.estimatedSize();
    }
}
