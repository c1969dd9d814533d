package dev.millrace.telemetry.request;

import dev.millrace.events.RequestFinished;
import dev.millrace.telemetry.Database;
import java.util.List;

/** Lets tests of other features write the books. */
public final class RequestWriting {

    private final RequestBooks books;

    public RequestWriting(Database database) {
        books = new RequestBooks(database.transactions(), new RequestRepository(database.jdbc()));
    }

    public void write(List<RequestFinished> endings) {
        books.record(endings);
    }
}
