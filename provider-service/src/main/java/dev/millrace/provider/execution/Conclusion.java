package dev.millrace.provider.execution;

import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.content.Content;
import dev.millrace.log.Position;
import dev.millrace.web.error.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How the work on a request ended here.
 *
 * @param completion the answer, or what had been received of one
 * @param attemptId whose answer or whose chunks
 * @param chunkCount chunks published of that attempt
 * @param attempts calls made
 * @param reports complete when the log has the attempts' reports
 */
record Conclusion(
        Ending ending,
        @Nullable Completion completion,
        @Nullable Failure failure,
        @Nullable String attemptId,
        int chunkCount,
        int attempts,
        List<CompletableFuture<Position>> reports) {

    /** Ended before anybody was called. */
    static Conclusion refused(ErrorCode code) {
        Ending ending =
                switch (code) {
                    case CANCELLED -> Ending.CANCELLED;
                    case EXPIRED -> Ending.EXPIRED;
                    default -> Ending.FAILED;
                };
        return new Conclusion(ending, null, failure(code), null, 0, 0, List.of());
    }

    /** The same end, but the answer does not fit a record: what was spent stays visible. */
    Conclusion tooLarge() {
        Completion without =
                completion == null
                        ? null
                        : Completion.newBuilder(completion)
                                .setOutput(Content.clear(new byte[0]))
                                .build();
        return new Conclusion(
                Ending.FAILED,
                without,
                failure(ErrorCode.TOO_LARGE),
                attemptId,
                chunkCount,
                attempts,
                reports);
    }

    private static Failure failure(ErrorCode code) {
        return new Failure(
                code.code(),
                null,
                code.status(),
                false,
                null,
                Content.clear(new byte[0]),
                List.of());
    }
}
