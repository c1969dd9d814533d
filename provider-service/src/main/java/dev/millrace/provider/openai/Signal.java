package dev.millrace.provider.openai;

import java.nio.ByteBuffer;
import java.util.List;

/** What a response's body does next. */
sealed interface Signal {

    record Bytes(List<ByteBuffer> buffers) implements Signal {}

    /** The body ended as announced. */
    record Ended() implements Signal {}

    /** The connection broke. */
    record Broken() implements Signal {}

    /** Nothing came within the time given. */
    record Silence() implements Signal {}

    /** Woken up because of a cancellation. */
    record Stopped() implements Signal {}
}
