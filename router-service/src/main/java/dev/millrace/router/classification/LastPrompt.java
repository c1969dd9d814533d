package dev.millrace.router.classification;

/**
 * The beginning and the end of a text, which is where people put what they want when they paste
 * something long.
 */
final class LastPrompt {

    private static final int PART = 4096;

    private final StringBuilder head = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();

    void add(char[] chars, int offset, int length) {
        int first = Math.min(length, PART - head.length());
        head.append(chars, offset, first);
        int rest = Math.min(length - first, PART);
        tail.append(chars, offset + length - rest, rest);
        if (tail.length() > PART) {
            tail.delete(0, tail.length() - PART);
        }
    }

    void clear() {
        head.setLength(0);
        tail.setLength(0);
    }

    String text() {
        return tail.isEmpty() ? head.toString() : head + "\n" + tail;
    }
}
