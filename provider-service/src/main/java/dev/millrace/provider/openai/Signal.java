package dev.millrace.provider.openai;

import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;

/** What a response does next. */
sealed interface Signal {

    /** Its status and headers are there. */
    record Head(int status, HttpHeaders headers) implements Signal {}

    /** It will not come. */
    record Failed(Throwable cause) implements Signal {}

    /** What its body does next, once the head is there. */
    sealed interface Body extends Signal {}

    record Bytes(List<ByteBuffer> buffers) implements Body {}

    /** The body ended as announced. */
    record Ended() implements Body {}

    /** The connection broke. */
    record Broken() implements Body {}

    /** Nothing came within the time given. */
    record Silence() implements Body {}

    /** Woken up because of a cancellation. */
    record Stopped() implements Body {}
}
