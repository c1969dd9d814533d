package dev.millrace.gateway.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The text of an API key: {@code mr-} and 256 random bits, so that a plain SHA-256 proves it as
 * well as a slow hash would.
 */
final class KeyText {

    private static final String PREFIX = "mr-";
    private static final int SHOWN = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyText() {}

    static String next() {
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** What may be shown of a key: never more than a quarter of it. */
    static String prefix(String key) {
        return key.substring(0, Math.min(SHOWN, key.length() / 4));
    }

    /** SHA-256 in lower-case hexadecimal. */
    static String hash(String key) {
        try {
            byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
