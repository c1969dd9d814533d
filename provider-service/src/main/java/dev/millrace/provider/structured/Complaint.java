package dev.millrace.provider.structured;

/**
 * Where an answer breaks its schema.
 *
 * @param path to the place, like {@code /a/0}; what the schema does not name is a star: that is
 *     content
 * @param keyword the one that is broken
 * @param told path and reason for the model, as they are: content
 */
record Complaint(String path, String keyword, String told) {

    /** Nothing that could be read as JSON. */
    static final Complaint NO_JSON =
            new Complaint("/", "json", "It is not a JSON value, or not a whole one.");

    /** For the record. */
    String note() {
        return path + " (" + keyword + ")";
    }
}
