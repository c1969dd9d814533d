package dev.millrace.rag.ingest;

import java.util.UUID;

/** Where the work on a document has come to; a test may end it there. */
enum Step {
    CLAIMED,
    READ,
    CUT,
    EMBEDDED,
    /** In the database, and not committed yet. */
    STORED,
    WRITTEN;

    /** Ends the work as the end of the process would: nobody puts it back. */
    static final class Cut extends RuntimeException {}

    /** Told of each step, on the thread that works. */
    @FunctionalInterface
    interface Witness {

        void at(Step step, UUID document);
    }
}
