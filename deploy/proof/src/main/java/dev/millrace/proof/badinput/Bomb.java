package dev.millrace.proof.badinput;

/** A document that is taken and hard to work on, and how it ends; docs/bad-input.md lists them. */
enum Bomb {
    HEADINGS("a million headings", "# heading\n", "too_many_chunks"),
    WORD("one word over and over", "word ", "indexed"),
    LONG_WORD("one word as long as the document", "w", "indexed"),
    HASHES("nothing but `#`", "#", "indexed"),
    BRACKETS("nothing but `[`", "[", "indexed"),
    QUOTES("quotes within quotes", "> ", "indexed"),
    STARS("stars and underscores that never end", "**_", "indexed");

    private static final int LEAST_HEADINGS = 2_500_000;

    private final String sentence;
    private final String piece;
    private final String end;

    Bomb(String sentence, String piece, String end) {
        this.sentence = sentence;
        this.piece = piece;
        this.end = end;
    }

    /** So many bytes of it; of headings always more than a document may have. */
    String text(int bytes) {
        int size = this == HEADINGS ? Math.max(bytes, LEAST_HEADINGS) : bytes;
        return piece.repeat(size / piece.length());
    }

    /** The state it ends in, or the code it fails with. */
    String end() {
        return end;
    }

    /** As a row of the table in the docs. */
    String row() {
        return "| "
                + sentence
                + " | "
                + (end.equals("indexed") ? "indexed" : "failed: `" + end + "`")
                + " |";
    }
}
