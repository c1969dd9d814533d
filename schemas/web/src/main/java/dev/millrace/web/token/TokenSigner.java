package dev.millrace.web.token;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/**
 * Signs internal tokens: compact JWS, Ed25519 (`EdDSA`) only, `aud` = service, method and path
 * bound, valid for 30 seconds. Thread-safe.
 */
public final class TokenSigner {

    /** The longest a token may live. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final long LIFE_SECONDS = 30;

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
     * A token for one call: send it as {@code Authorization: Bearer}.
     *
     * @param audience id of the service called
     * @param path the path exactly as it will be sent: encoded, without the query
     */
    public String sign(Caller caller, String audience, String method, String path) {
        long now = clock.instant().getEpochSecond();
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
        return Jws.sign(claims.toJson(), keys.getPrivate());
    }
}
