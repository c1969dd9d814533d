package dev.millrace.rag.chunk;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;

/**
 * Counts tokens of short pieces in OpenAI's `cl100k_base` vocabulary: a measure that is near enough
 * for every model's own. The sum over the pieces of a text is a little more than the text has in
 * one.
 */
final class Tokens {

    /** Loaded by the first who counts: it takes a third of a second and some megabytes. */
    private static final class Vocabulary {
        static final Encoding CL100K =
                Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    }

    private Tokens() {}

    /**
     * At least 1.
     *
     * @param piece some dozen characters: a long one would take quadratic time
     */
    static int count(String piece) {
        return Math.max(1, Vocabulary.CL100K.countTokensOrdinary(whole(piece)));
    }

    /** The vocabulary knows no half of a pair: it counts as the character that stands for it. */
    private static String whole(String piece) {
        return piece.codePoints().noneMatch(Tokens::isHalf)
                ? piece
                : new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
