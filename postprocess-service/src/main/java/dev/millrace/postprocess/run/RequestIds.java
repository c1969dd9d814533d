package dev.millrace.postprocess.run;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Request ids of lines: a function of run and number, so that a line released again after a crash
 * is the same request. Shaped like UUIDv7 (RFC 9562): the run's time, then 74 bits of the SHA-256
 * of run id and number in place of randomness.
 */
final class RequestIds {

    private static final long TIME = 0xffff_ffff_ffff_0000L;

    private RequestIds() {}

    static UUID of(UUID runId, long number) {
        ByteBuffer name = ByteBuffer.allocate(3 * Long.BYTES);
        name.putLong(runId.getMostSignificantBits());
        name.putLong(runId.getLeastSignificantBits());
        name.putLong(number);
        ByteBuffer hash = ByteBuffer.wrap(sha256().digest(name.array()));
        long version = 0x7000 | (hash.getShort() & 0x0fff);
        long high = (runId.getMostSignificantBits() & TIME) | version;
        long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
