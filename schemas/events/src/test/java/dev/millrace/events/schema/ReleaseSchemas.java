package dev.millrace.events.schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Keeps the current version of every record whose schema is not in the history yet. Run it when a
 * schema has changed and the gate is content:
 *
 * <pre>mvn test -pl schemas/events -Dtest=SchemaHistoryTest -Dmillrace.schemas.release=true</pre>
 */
final class ReleaseSchemas {

    private ReleaseSchemas() {}

    /** Releases into {@code history}; the names of the files written. */
    static List<String> into(History history) throws IOException {
        List<String> written = new ArrayList<>();
        for (Map.Entry<String, Schema> record : History.current().entrySet()) {
            if (!history.keeps(record.getKey(), record.getValue())) {
                int number = history.versions(record.getKey()).size() + 1;
                history.keep(record.getKey(), number, record.getValue());
                written.add(record.getKey() + "/" + number);
            }
        }
        return written;
    }
}
