package dev.millrace.log.publish;

import java.time.Duration;

/**
 * Lanes share no producer: each pace has its own, and waits as long as its work allows to fill a
 * batch.
 */
public enum Pace {
    INTERACTIVE(0, 0, 128),
    CHUNKS(2, 0, 128),
    BULK(5, 50, 128),
    /** Views: a transaction costs more than its rows, and who reads by id can wait that long. */
    GATHER(5, 150, 256),
    /** Books: nobody waits for a record, and what comes together is entered once. */
    BOOKS(5, 1_000, 512);

    private final int lingerMillis;
    private final Duration gathering;
    private final int batch;

    Pace(int lingerMillis, int gatheringMillis, int batch) {
        this.lingerMillis = lingerMillis;
        this.gathering = Duration.ofMillis(gatheringMillis);
        this.batch = batch;
    }

    public int lingerMillis() {
        return lingerMillis;
    }

    /** Records a reader hands to its handler at once, at most. */
    public int batch() {
        return batch;
    }

    /** How long a reader lets records gather in the log after it has got some. */
    public Duration gathering() {
        return gathering;
    }
}
