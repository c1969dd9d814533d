package dev.millrace.rag.chunk;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import org.jspecify.annotations.Nullable;

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

    /** The encoder takes no half of a pair; it is counted as another character. */
    private static String whole(String piece) {
        @Nullable StringBuilder mended = null;
        for (int i = 0; i < piece.length(); i++) {
            int c = piece.codePointAt(i);
            if (c > Character.MAX_VALUE) {
                i++;
            } else if (Character.isSurrogate((char) c)) {
                mended = mended == null ? new StringBuilder(piece) : mended;
                mended.setCharAt(i, '\uFFFD');
            }
        }
        return mended == null ? piece : mended.toString();
    }
}
