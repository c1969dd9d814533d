package dev.millrace.log.publish;

import java.time.Duration;

/**
 * Lanes share no producer: each pace has its own, and waits as long as its work allows to fill a
 * batch.
 */
public enum Pace {
    INTERACTIVE(0, 0),
    CHUNKS(2, 0),
    BULK(5, 50),
    /** Books and views: nobody waits for a record, and a transaction costs more than its rows. */
    GATHER(5, 150);

    private final int lingerMillis;
    private final Duration gathering;

    Pace(int lingerMillis, int gatheringMillis) {
        this.lingerMillis = lingerMillis;
        this.gathering = Duration.ofMillis(gatheringMillis);
    }

    public int lingerMillis() {
        return lingerMillis;
    }

    /** How long a reader lets records gather in the log after it has got some. */
    public Duration gathering() {
        return gathering;
    }
}
