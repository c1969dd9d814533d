package dev.millrace.web.request;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/**
 * Makes UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then randomness, so that ids sort by their
 * time and cannot be guessed.
 */
public final class Uuid7 {

    private final Clock clock;
    private final SecureRandom source = new SecureRandom();

    public Uuid7(Clock clock) {
        this.clock = clock;
    }

    public UUID next() {
        byte[] bytes = new byte[10];
        source.nextBytes(bytes);
        ByteBuffer random = ByteBuffer.wrap(bytes);
        return of(clock.millis(), random.getShort(), random.getLong());
    }

    /**
     * The same for the same moment and name, sorted by the moment as the others are; whoever knows
     * both can guess it.
     */
    public static UUID derived(Instant moment, String name) {
        UUID hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return of(
                moment.toEpochMilli(),
                hash.getMostSignificantBits(),
                hash.getLeastSignificantBits());
    }

    private static UUID of(long millis, long twelveBits, long sixtyTwoBits) {
        return new UUID(
                (millis << 16) | 0x7000 | (twelveBits & 0x0fff),
                (sixtyTwoBits & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }
}
