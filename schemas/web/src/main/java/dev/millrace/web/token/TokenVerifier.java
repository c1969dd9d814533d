package dev.millrace.web.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/** Checks internal tokens of one audience against the keys announced on `access`. Thread-safe. */
public final class TokenVerifier {

    /** Clocks of two machines may differ by so much. */
    private static final long SKEW_SECONDS = 5;

    private static final long MOST_KEPT = 1_000;

    /** Tokens whose signature was found good, and by which key; all else is looked at each time. */
    private final Cache<String, PublicKey> proved =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

    private final String audience;
    private final Function<String, Optional<PublicKey>> keys;
    private final Clock clock;

    /**
     * Checks tokens for one service.
     *
     * @param audience id of this service
     * @param keys the public key of a token key id, if it is good now
     */
    public TokenVerifier(String audience, Function<String, Optional<PublicKey>> keys, Clock clock) {
        this.audience = audience;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The caller, or empty when the token is not good for exactly this call.
     *
     * @param path the path as it was received: encoded, without the query
     */
    public Optional<Caller> verify(String token, String method, String path) {
        Jws.Parts parts = Jws.split(token);
        TokenClaims claims = parts == null ? null : TokenClaims.parse(parts.payload());
        if (parts == null || claims == null || !good(claims, method, path)) {
            return Optional.empty();
        }
        return keys.apply(claims.issuer())
                .filter(key -> isProved(token, parts, key))
                .map(_ -> claims.caller());
    }

    private boolean isProved(String token, Jws.Parts parts, PublicKey key) {
        if (key.equals(proved.getIfPresent(token))) {
            return true;
        }
        boolean good = Jws.verify(parts, key);
        if (good) {
            proved.put(token, key);
        }
        return good;
    }

    private boolean good(TokenClaims claims, String method, String path) {
        long now = clock.instant().getEpochSecond();
        long life = claims.expiresAt() - claims.issuedAt();
        return claims.audience().equals(audience)
                && claims.method().equals(method)
                && claims.path().equals(path)
                && life > 0
                && life <= TokenSigner.LONGEST.toSeconds()
                && claims.issuedAt() <= now + SKEW_SECONDS
                && claims.expiresAt() > now - SKEW_SECONDS;
    }
}
