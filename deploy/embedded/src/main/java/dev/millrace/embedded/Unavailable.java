package dev.millrace.embedded;

/** pgvector cannot be had here; the message is the reason, as a person reads it in the health. */
final class Unavailable extends Exception {

    Unavailable(String reason) {
        super(reason);
    }

    Unavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
