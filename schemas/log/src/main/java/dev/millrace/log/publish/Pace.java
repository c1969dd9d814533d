package dev.millrace.log.publish;

/**
 * Lanes share no producer: each pace has its own, and waits as long as its work allows to fill a
 * batch.
 */
public enum Pace {
    INTERACTIVE(0),
    CHUNKS(2),
    BULK(5),
    /** Books and views: nobody waits for a record, and a transaction costs more than its rows. */
    GATHER(5);

    private final int lingerMillis;

    Pace(int lingerMillis) {
        this.lingerMillis = lingerMillis;
    }

    public int lingerMillis() {
        return lingerMillis;
    }
}
