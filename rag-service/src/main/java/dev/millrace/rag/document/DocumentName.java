package dev.millrace.rag.document;

import java.text.Normalizer;

/** Names as they may be shown: a last path element without what would mislead a reader. */
final class DocumentName {

    private static final int LONGEST = 200;
    private static final String NAMELESS = "document";

    private DocumentName() {}

    static String sanitised(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder clean = new StringBuilder();
        Normalizer.normalize(last, Normalizer.Form.NFC)
                .codePoints()
                .filter(DocumentName::isHarmless)
                .limit(LONGEST)
                .forEach(clean::appendCodePoint);
        String stripped = clean.toString().strip();
        while (stripped.length() > LONGEST) {
            stripped = stripped.substring(0, stripped.offsetByCodePoints(stripped.length(), -1));
        }
        boolean dots = stripped.chars().allMatch(c -> c == '.');
        return dots ? NAMELESS : stripped;
    }

    /** No controls, nothing that turns the direction of writing, no halves of pairs. */
    private static boolean isHarmless(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
