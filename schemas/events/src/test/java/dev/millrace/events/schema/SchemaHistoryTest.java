package dev.millrace.events.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaHistoryTest {

    /** Bytes that are neither written by people nor by models. */
    private static final Set<String> PLAIN_BYTES =
            Set.of("TokenKey.publicKey", "RoutingPolicy.rules", "PersonKey.wrappedKey");

    private final History history = History.ofThisModule();

    @BeforeAll
    static void release() throws IOException {
        if (Boolean.getBoolean("millrace.schemas.release")) {
            System.out.println("Released " + ReleaseSchemas.into(History.ofThisModule()));
        }
    }

    @Test
    void everyRecordsCurrentSchemaIsKept() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, Schema> record : History.current().entrySet()) {
            if (!history.keeps(record.getKey(), record.getValue())) {
                missing.add(record.getKey());
            }
        }
        assertThat(missing)
                .as(
                        "These schemas changed. When the change is meant, keep them: mvn test -pl"
                                + " schemas/events -Dtest=SchemaHistoryTest"
                                + " -Dmillrace.schemas.release=true")
                .isEmpty();
    }

    @Test
    void everyKeptVersionIsReadableBothWays() throws IOException {
        for (Map.Entry<String, Schema> record : History.current().entrySet()) {
            int number = 1;
            for (Schema kept : history.versions(record.getKey())) {
                assertThat(SchemaGate.violations(kept, record.getValue()))
                        .as("%s against version %d", record.getKey(), number++)
                        .isEmpty();
            }
        }
    }

    @Test
    void versionsAreNumberedWithoutGaps() throws IOException {
        for (String record : History.current().keySet()) {
            assertThat(history.versions(record)).as(record).hasSize(history.files(record));
        }
    }

    @Test
    void aReleaseKeepsWhatIsNewAndNothingElse(@TempDir Path folder) throws IOException {
        History fresh = new History(folder);
        assertThat(ReleaseSchemas.into(fresh)).hasSameSizeAs(History.current().keySet());
        assertThat(ReleaseSchemas.into(fresh)).isEmpty();
        Schema other = new Schema.Parser().parse("{\"type\":\"fixed\",\"name\":\"F\",\"size\":1}");
        fresh.keep("Owner", 1, other);
        fresh.keep("RequestAccepted", 2, other);
        assertThat(ReleaseSchemas.into(fresh)).containsExactly("RequestAccepted/3");
    }

    @Test
    void everyBytesFieldIsMarkedAsContentUnlessItIsKnownToBeNone() {
        Set<String> unmarked = new TreeSet<>();
        History.current()
                .values()
                .forEach(schema -> collectUnmarked(schema, unmarked, new TreeSet<>()));
        assertThat(unmarked).isEqualTo(new TreeSet<>(PLAIN_BYTES));
    }

    @Test
    void everyRecordNamesWhoItBelongsTo() {
        assertThat(History.current().entrySet())
                .allSatisfy(
                        record ->
                                assertThat(owned(record.getValue(), 4))
                                        .as("%s has no owner", record.getKey())
                                        .isTrue());
    }

    @Test
    void everyEnumHasADefault() {
        Set<String> without = new TreeSet<>();
        History.current()
                .values()
                .forEach(schema -> collectEnums(schema, without, new TreeSet<>()));
        assertThat(without).isEmpty();
    }

    private static void collectUnmarked(Schema schema, Set<String> found, Set<String> visited) {
        walk(
                schema,
                visited,
                (record, field, type) -> {
                    if (type.getType() == Schema.Type.BYTES
                            && !Boolean.TRUE.equals(type.getObjectProp("content"))) {
                        found.add(record.getName() + "." + field.name());
                    }
                });
    }

    private static void collectEnums(Schema schema, Set<String> found, Set<String> visited) {
        walk(
                schema,
                visited,
                (_, _, type) -> {
                    if (type.getType() == Schema.Type.ENUM && type.getEnumDefault() == null) {
                        found.add(type.getName());
                    }
                });
    }

    private interface Visit {
        void at(Schema record, Schema.Field field, Schema type);
    }

    private static void walk(Schema schema, Set<String> visited, Visit visit) {
        if (schema.getType() == Schema.Type.RECORD && visited.add(schema.getFullName())) {
            for (Schema.Field field : schema.getFields()) {
                for (Schema type : leaves(field.schema())) {
                    visit.at(schema, field, type);
                    walk(type, visited, visit);
                }
            }
        }
    }

    private static List<Schema> leaves(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                    schema.getTypes().stream().flatMap(each -> leaves(each).stream()).toList();
            case ARRAY -> leaves(schema.getElementType());
            case MAP -> leaves(schema.getValueType());
            default -> List.of(schema);
        };
    }

    /** Whether the record has an owner, itself or in what it must carry. */
    private static boolean owned(Schema record, int depth) {
        return depth > 0
                && record.getFields().stream()
                        .map(Schema.Field::schema)
                        .filter(type -> type.getType() == Schema.Type.RECORD)
                        .anyMatch(type -> type.getName().equals("Owner") || owned(type, depth - 1));
    }
}
