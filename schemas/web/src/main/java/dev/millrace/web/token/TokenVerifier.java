package dev.millrace.web.token;

import java.security.PublicKey;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/** Checks internal tokens of one audience against the keys announced on `access`. */
public final class TokenVerifier {

    private final String audience;
    private final Function<String, Optional<PublicKey>> keys;
    private final Clock clock;

    public TokenVerifier(String audience, Function<String, Optional<PublicKey>> keys, Clock clock) {
        this.audience = audience;
        this.keys = keys;
        this.clock = clock;
    }

    /** The caller, or empty when the token is not good for exactly this call. */
    public Optional<Caller> verify(String token, String method, String path) {
        throw new UnsupportedOperationException(audience + keys + clock);
    }
}
