package dev.millrace.postprocess.run;

import dev.millrace.events.RequestHead;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A line on its way into the log. */
record BacklogLine(
        UUID runId,
        long number,
        RequestHead head,
        boolean runCancelled,
        ByteBuffer body,
        @Nullable String bodyReference,
        @Nullable String trace) {

    String requestId() {
        return head.getRequestId();
    }
}
