package dev.millrace.web.request;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
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
        long version = 0x7000 | (random.getShort() & 0x0fff);
        long high = (clock.millis() << 16) | version;
        long low = (random.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
