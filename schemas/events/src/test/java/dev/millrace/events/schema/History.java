package dev.millrace.events.schema;

import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The kept versions of every record that stands on a topic: {@code schemas/<Record>/<n>.avsc}. */
final class History {

    private final Path folder;

    History(Path folder) {
        this.folder = folder;
    }

    /** The one in this module's resources. */
    static History ofThisModule() {
        return new History(Path.of("src/main/resources/schemas"));
    }

    /** Every record that stands on a topic, by name, in this build's version. */
    static Map<String, Schema> current() {
        Map<String, Schema> schemas = new TreeMap<>();
        for (Topic<? extends SpecificRecord> topic : Topics.all()) {
            for (Class<? extends SpecificRecord> type : topic.records()) {
                schemas.put(type.getSimpleName(), SpecificData.get().getSchema(type));
            }
        }
        return schemas;
    }

    /** The kept versions of a record, the first one first. */
    List<Schema> versions(String record) throws IOException {
        List<Schema> versions = new ArrayList<>();
        Path file = file(record, 1);
        while (Files.exists(file)) {
            versions.add(new Schema.Parser().parse(Files.readString(file)));
            file = file(record, versions.size() + 1);
        }
        return versions;
    }

    /** Whether the newest kept version is this one; documentation may differ. */
    boolean keeps(String record, Schema schema) throws IOException {
        List<Schema> versions = versions(record);
        return !versions.isEmpty()
                && versions.getLast().equals(schema)
                && SchemaGate.violations(versions.getLast(), schema).isEmpty();
    }

    /** Number of files, whatever their names. */
    int files(String record) throws IOException {
        try (var files = Files.list(folder.resolve(record))) {
            return (int) files.count();
        }
    }

    void keep(String record, int number, Schema schema) throws IOException {
        Files.createDirectories(folder.resolve(record));
        Files.writeString(
                file(record, number), SchemaFormatter.format("json/pretty", schema) + "\n");
    }

    private Path file(String record, int number) {
        return folder.resolve(record).resolve(number + ".avsc");
    }
}
