package dev.millrace.web.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/**
 * Signs internal tokens: compact JWS, Ed25519 (`EdDSA`) only, `aud` = service, method and path
 * bound, valid for 30 seconds. The same call of the same caller gets the same token again for a
 * third of that: a signature costs more than the call it is for. Thread-safe.
 */
public final class TokenSigner {

    /** The longest a token may live. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final long LIFE_SECONDS = 30;
    private static final long AGAIN_SECONDS = 10;
    private static final long MOST_KEPT = 1_000;

    /** What a token is for. */
    private record Use(Caller caller, String audience, String method, String path) {}

    private record Signed(String token, long issuedAt) {}

    private final Cache<Use, Signed> kept = Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

    private final String tokenKeyId;
    private final KeyPair keys;
    private final Clock clock;

    /**
     * Signs with one pair of keys.
     *
     * @param tokenKeyId the id under which the public half stands on `access`
     * @param keys an Ed25519 pair
     */
    public TokenSigner(String tokenKeyId, KeyPair keys, Clock clock) {
        this.tokenKeyId = tokenKeyId;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * A token for a call: send it as {@code Authorization: Bearer}.
     *
     * @param audience id of the service called
     * @param path the path exactly as it will be sent: encoded, without the query
     */
    public String sign(Caller caller, String audience, String method, String path) {
        long now = clock.instant().getEpochSecond();
        Use use = new Use(caller, audience, method, path);
        Signed known = kept.getIfPresent(use);
        if (known != null && now >= known.issuedAt() && now < known.issuedAt() + AGAIN_SECONDS) {
            return known.token();
        }
        TokenClaims claims =
                new TokenClaims(
                        tokenKeyId,
                        audience,
                        method,
                        path,
                        now,
                        now + LIFE_SECONDS,
                        UUID.randomUUID().toString(),
                        caller);
        String token = Jws.sign(claims.toJson(), keys.getPrivate());
        kept.put(use, new Signed(token, now));
        return token;
    }
}
