package dev.millrace.provider.upstream;

import java.nio.ByteBuffer;

/** What the body of a response does next. All but {@link Bytes} are the last of it. */
public sealed interface Signal {

    /** A part of it; the bytes are good until the next signal is asked for. */
    record Bytes(ByteBuffer buffer) implements Signal {}

    /** It ended as announced. */
    record Ended() implements Signal {}

    /** The connection broke. */
    record Broken() implements Signal {}

    /** Nothing came within the time given. */
    record Silence() implements Signal {}
}
