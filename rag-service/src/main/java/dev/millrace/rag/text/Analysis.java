package dev.millrace.rag.text;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * Cuts text into terms. English words lose case, endings and possessives; function words are left
 * out. Chinese, Japanese and Korean become pairs of characters, and single ones too where text is
 * indexed, so that one character alone can be asked for. Names of code are one term and their words
 * besides.
 */
public final class Analysis {

    /** A longer run of letters is cut. */
    static final int LONGEST_TERM = 64;

    /** What a text has beyond this is not looked at: chunks are far shorter, prompts may not be. */
    static final int MOST_TOKENS = 20_000;

    private static final int CJK =
            CJKBigramFilter.HAN
                    | CJKBigramFilter.HIRAGANA
                    | CJKBigramFilter.KATAKANA
                    | CJKBigramFilter.HANGUL;

    private Analysis() {}

    /** The terms of a text that is to be found. */
    public static List<Token> indexed(String text) {
        return tokens(text, true);
    }

    /** The terms of a question. */
    public static List<Token> asked(String question) {
        return tokens(FunctionWords.blank(question), false);
    }

    private static List<Token> tokens(String text, boolean singles) {
        try (TokenStream stream = stream(text, singles)) {
            CharTermAttribute term = stream.getAttribute(CharTermAttribute.class);
            OffsetAttribute offset = stream.getAttribute(OffsetAttribute.class);
            PositionIncrementAttribute position =
                    stream.getAttribute(PositionIncrementAttribute.class);
            TypeAttribute type = stream.getAttribute(TypeAttribute.class);
            List<Token> tokens = new ArrayList<>(text.length() / 6 + 4);
            stream.reset();
            while (tokens.size() < MOST_TOKENS && stream.incrementToken()) {
                tokens.add(
                        new Token(
                                bounded(term),
                                offset.startOffset(),
                                offset.endOffset(),
                                kind(type.type()),
                                position.getPositionIncrement() == 0));
            }
            return tokens;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Folding may have lengthened it. */
    private static String bounded(CharTermAttribute term) {
        if (term.length() <= LONGEST_TERM) {
            return term.toString();
        }
        boolean half = Character.isHighSurrogate(term.charAt(LONGEST_TERM - 1));
        return new String(term.buffer(), 0, half ? LONGEST_TERM - 1 : LONGEST_TERM);
    }

    private static TokenStream stream(String text, boolean singles) {
        StandardTokenizer tokenizer = new StandardTokenizer();
        tokenizer.setMaxTokenLength(LONGEST_TERM);
        tokenizer.setReader(new StringReader(text));
        TokenStream stream = new FoldingFilter(tokenizer);
        stream = new CJKBigramFilter(stream, CJK, singles);
        stream = new EnglishPossessiveFilter(stream);
        stream = new NamePartsFilter(stream);
        stream = new LowerCaseFilter(stream);
        stream = new ASCIIFoldingFilter(stream);
        stream = new StopFilter(stream, FunctionWords.ENGLISH);
        return new KStemFilter(stream);
    }

    private static Token.Kind kind(String type) {
        return switch (type) {
            case NamePartsFilter.COMPOUND -> Token.Kind.COMPOUND;
            case CJKBigramFilter.DOUBLE_TYPE, CJKBigramFilter.SINGLE_TYPE -> Token.Kind.CHARACTERS;
            default -> Token.Kind.WORD;
        };
    }
}
