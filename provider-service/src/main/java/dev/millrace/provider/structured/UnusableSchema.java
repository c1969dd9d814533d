package dev.millrace.provider.structured;

/** A schema that nothing can be checked by. Its message is for the caller and quotes nothing. */
final class UnusableSchema extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableSchema(String message) {
        super(message, null, false, false);
    }
}
