package dev.millrace.proof.badinput;

/**
 * A record put on the log by hand, and what becomes of its request; docs/bad-input.md lists them.
 */
enum BadRecord {
    UNREADABLE("bytes that are no record", "`undecodable`"),
    OLDER("a record of an older schema version", "completed"),
    NEWER("a record of a newer schema version that was announced", "completed"),
    LATE("a record of a newer schema version that is announced later", "completed"),
    NEVER("a record of a schema that is never announced", "`undecodable`"),
    KILLER("a record that kills its reader three times", "`poison`");

    private final String name;
    private final String ending;

    BadRecord(String name, String ending) {
        this.name = name;
        this.ending = ending;
    }

    /** The record as a row of the table in the docs. */
    String row() {
        return "| %s | %s |".formatted(name, ending);
    }

    String sentence() {
        return name + " ends its request as " + ending.replace("`", "");
    }

    /** Whether an ending read from `results` is the one it must have. */
    boolean endsAs(Endings.Ended ended) {
        return ending.equals(
                ended.ending().equals("COMPLETED") ? "completed" : "`" + ended.code() + "`");
    }
}
