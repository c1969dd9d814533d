package dev.millrace.provider.structured;

/** What the whole of a value has to be. */
enum Root {
    OBJECT,
    ARRAY,
    ANY;

    /** Whether a value that begins with this bracket can be it. */
    boolean beginsWith(char bracket) {
        return switch (this) {
            case OBJECT -> bracket == '{';
            case ARRAY -> bracket == '[';
            case ANY -> bracket == '{' || bracket == '[';
        };
    }
}
