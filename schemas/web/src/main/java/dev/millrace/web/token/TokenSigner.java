package dev.millrace.web.token;

import java.security.KeyPair;
import java.time.Clock;

/**
 * Signs internal tokens: compact JWS, Ed25519 (`EdDSA`) only, `aud` = service, method and path
 * bound, valid for at most 60 seconds.
 */
public final class TokenSigner {

    private final String tokenKeyId;
    private final KeyPair keys;
    private final Clock clock;

    public TokenSigner(String tokenKeyId, KeyPair keys, Clock clock) {
        this.tokenKeyId = tokenKeyId;
        this.keys = keys;
        this.clock = clock;
    }

    /** A token for one call: send it as {@code Authorization: Bearer}. */
    public String sign(Caller caller, String audience, String method, String path) {
        throw new UnsupportedOperationException(tokenKeyId + keys.getPublic() + clock);
    }
}
