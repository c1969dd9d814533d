package dev.millrace.postprocess.run;

import dev.millrace.events.Operation;
import dev.millrace.events.RetrievalRequest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of a run, as its source gives it.
 *
 * @param model the model as asked for
 * @param needs capabilities the request cannot do without
 * @param tags the caller's metadata
 * @param explain whether the caller asked for the plan
 * @param body the request body as a content field; empty when it lies in the content store
 * @param bodyReference its name there
 * @param retrieval what its answer is to be grounded in; null when it is not
 * @param deadline when it ends as expired
 */
public record Line(
        Operation operation,
        String model,
        List<String> needs,
        Map<String, String> tags,
        boolean explain,
        ByteBuffer body,
        @Nullable String bodyReference,
        @Nullable RetrievalRequest retrieval,
        Instant deadline) {}
