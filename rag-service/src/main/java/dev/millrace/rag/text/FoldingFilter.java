package dev.millrace.rag.text;

import java.io.IOException;
import java.text.Normalizer;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Writes what looks the same the same way: full-width letters and ligatures as plain ones (NFKC),
 * one apostrophe, and no commas within numbers.
 */
final class FoldingFilter extends TokenFilter {

    private static final int ASCII_END = 0x80;

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    FoldingFilter(TokenStream input) {
        super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (!input.incrementToken()) {
            return false;
        }
        boolean ascii = true;
        boolean comma = false;
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            ascii &= c < ASCII_END;
            comma |= c == ',';
        }
        if (!ascii) {
            String folded =
                    Normalizer.normalize(term, Normalizer.Form.NFKC)
                            .replace('\u2019', '\'')
                            .replace('\u02bc', '\'');
            term.setEmpty().append(folded);
        }
        if (comma) {
            // The tokenizer leaves commas between digits alone.
            String plain = term.toString().replace(",", "");
            term.setEmpty().append(plain);
        }
        return true;
    }
}
