package dev.millrace.embedded;

/** The broker or the database could not start or stop; the message is one sentence for a person. */
public class EmbeddedFailure extends RuntimeException {

    public EmbeddedFailure(String message) {
        super(message);
    }

    public EmbeddedFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
