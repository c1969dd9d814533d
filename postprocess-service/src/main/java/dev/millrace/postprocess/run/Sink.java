package dev.millrace.postprocess.run;

import java.util.List;

/** Hears what became of runs of one kind. */
public interface Sink {

    /** The {@link Source#kind()} it belongs to. */
    String kind();

    /**
     * Lines have ended. Called within the transaction that marks them, once for each line that is
     * committed: what it stores in this database is stored with it, and an exception means that all
     * of it comes again. It must be quick; slow delivery belongs in an outbox.
     */
    void ended(List<EndedLine> lines);
}
