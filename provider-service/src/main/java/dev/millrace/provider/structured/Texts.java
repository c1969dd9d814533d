package dev.millrace.provider.structured;

/** One string, as its characters come, with the quotes of JSON and the escapes it allows. */
final class Texts {

    private final char end;

    /** An escape that is not whole yet, with its backslash; empty outside of one. */
    private final StringBuilder escape = new StringBuilder();

    private boolean changed;

    Texts(char quote) {
        this.end = quote == '\u201c' ? '\u201d' : quote;
    }

    static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '\u201c';
    }

    /** Takes the next character and writes what is certain; true when it ends the string. */
    boolean accept(char c, StringBuilder out) {
        if (!escape.isEmpty()) {
            return escaped(c, out);
        }
        if (c == end) {
            return true;
        }
        if (c == '\\') {
            escape.append(c);
        } else {
            plain(c, out);
        }
        return false;
    }

    private void plain(char c, StringBuilder out) {
        if (c >= ' ' && c != '"') {
            out.append(c);
            return;
        }
        changed = true;
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append("\\u00").append(c < 16 ? '0' : '1').append(hex(c & 15));
        }
    }

    private static char hex(int digit) {
        return Character.forDigit(digit, 16);
    }

    private boolean escaped(char c, StringBuilder out) {
        if (escape.length() == 1) {
            if (c == 'u') {
                escape.append(c);
                return false;
            }
            escape.setLength(0);
            if ("\"\\/bfnrt".indexOf(c) >= 0) {
                out.append('\\').append(c);
                return false;
            }
            changed = true;
            if (c == '\'') {
                out.append(c);
                return false;
            }
        } else {
            boolean digit = c < 128 && Character.digit(c, 16) >= 0;
            if (digit) {
                escape.append(c);
                if (escape.length() == 6) {
                    out.append(escape);
                    escape.setLength(0);
                }
                return false;
            }
            changed = true;
        }
        // It was no escape but a backslash.
        out.append("\\\\");
        if (escape.length() > 1) {
            out.append(escape, 1, escape.length());
        }
        escape.setLength(0);
        return accept(c, out);
    }

    /** An escape that has begun. */
    String pending() {
        return escape.toString();
    }

    boolean changed() {
        return changed;
    }
}
