package dev.millrace.log.ledger;

/**
 * How much one consumer may hold at a time, all partitions together. It bounds memory and nothing
 * else: what may run at once is the handler's business. Thread-safe.
 */
final class Room {

    private final int mostRecords;
    private final long mostBytes;
    private int records;
    private long bytes;

    Room(int mostRecords, long mostBytes) {
        this.mostRecords = mostRecords;
        this.mostBytes = mostBytes;
    }

    /** False when there is no room; a record alone always finds some, however large. */
    synchronized boolean enter(int size) {
        if (records > 0 && (records >= mostRecords || bytes + size > mostBytes)) {
            return false;
        }
        records++;
        bytes += size;
        return true;
    }

    synchronized void leave(int size) {
        records--;
        bytes -= size;
    }
}
