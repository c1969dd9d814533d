package dev.millrace.telemetry.rollup;

/**
 * Text as PostgreSQL takes it. A name with a zero character, or one of a megabyte, would otherwise
 * fail its whole batch for ever.
 */
public final class ColumnText {

    private static final int LIMIT = 256;

    private ColumnText() {}

    public static String of(String text) {
        String bounded = text.length() <= LIMIT ? text : text.substring(0, LIMIT);
        return bounded.replace('\0', '\uFFFD');
    }
}
