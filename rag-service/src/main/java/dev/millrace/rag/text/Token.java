package dev.millrace.rag.text;

/**
 * A term, and where it stands in a text.
 *
 * @param term as it is looked up: folded, in lower case, stemmed
 * @param start offset in the text (UTF-16 units)
 * @param end exclusive
 * @param kind what it is made of
 * @param extra whether it stands for text that another token stands for already
 */
public record Token(String term, int start, int end, Kind kind, boolean extra) {

    /** What a token is made of. */
    public enum Kind {
        /** A word, or a number. */
        WORD,
        /** A name of several words written as one, as in code. */
        COMPOUND,
        /** One or two characters of Chinese, Japanese or Korean. */
        CHARACTERS
    }
}
