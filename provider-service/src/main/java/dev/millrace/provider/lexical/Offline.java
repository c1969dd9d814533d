package dev.millrace.provider.lexical;

import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import java.util.List;

/**
 * The provider that is always there and needs nothing: it embeds, by words alone, and does not
 * chat.
 */
public final class Offline {

    public static final String ID = "offline";

    /** Lexical, as its name and its capability in the catalog say: it sees words and no meaning. */
    public static final String LEXICAL = "lexical-384";

    private Offline() {}

    public static Provider provider() {
        return new Provider(
                ID,
                "offline",
                "built-in",
                (_, _, _) -> {
                    throw new ProviderException(
                            new ProviderFailure.ModelNotFound(
                                    "the offline provider does not chat"));
                },
                new LexicalEmbedding(LEXICAL),
                () -> List.of(LEXICAL),
                false);
    }
}
