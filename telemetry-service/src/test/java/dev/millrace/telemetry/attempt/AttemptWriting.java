package dev.millrace.telemetry.attempt;

import dev.millrace.telemetry.Database;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Lets tests of other features write the books. */
public final class AttemptWriting {

    private final AttemptBooks books;

    public AttemptWriting(Database database) {
        books = books(database);
    }

    static AttemptBooks books(Database database) {
        return new AttemptBooks(
                database.transactions(),
                new AttemptRepository(database.jdbc()),
                new AttemptRollupRepository(database.jdbc()));
    }

    public void write(List<? extends SpecificRecord> records) {
        books.record(AttemptBatch.of(records));
    }

    public void giveUp(Instant before) {
        books.loseStartedBefore(before);
    }
}
