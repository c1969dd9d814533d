package dev.millrace.gateway.idempotency;

import dev.millrace.events.ReplyAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The first request under an Idempotency-Key.
 *
 * @param first whether it is the one that asks now
 * @param scope what it is found by
 * @param requestId empty while a background job has no id yet
 * @param acknowledged whether the log (or the run) is known to have it
 */
public record Claim(
        boolean first,
        ByteBuffer scope,
        String requestId,
        @Nullable ReplyAddress replyTo,
        boolean acknowledged,
        Instant createdAt,
        Instant deadline) {}
