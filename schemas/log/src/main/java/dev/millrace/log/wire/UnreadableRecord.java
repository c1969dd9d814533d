package dev.millrace.log.wire;

/** Why bytes are no record; the message never quotes them. */
public final class UnreadableRecord extends RuntimeException {
    public UnreadableRecord(String message) {
        super(message);
    }
}
