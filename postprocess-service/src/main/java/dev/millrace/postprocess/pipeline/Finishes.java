package dev.millrace.postprocess.pipeline;

import dev.millrace.events.Citation;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.Grounded;
import dev.millrace.events.Grounding;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.ProcessorReport;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.content.Content;
import dev.millrace.web.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the finish of a request. Pure: the same outcome always leads to the same finish. */
final class Finishes {

    private Finishes() {}

    /**
     * The finish an outcome leads to. It bears the outcome's time, not the clock's, so that a
     * repeat makes an equal record.
     */
    static RequestFinished of(
            OutcomeReached outcome,
            @Nullable Completion completion,
            List<ProcessorReport> reports,
            List<Citation> citations,
            @Nullable Failure refusal,
            int chunkCount) {
        boolean refused = refusal != null && outcome.getEnding() == Ending.COMPLETED;
        return new RequestFinished(
                outcome.getRequestId(),
                outcome.getOwner(),
                outcome.getLane(),
                refused ? Ending.FAILED : outcome.getEnding(),
                outcome.getReachedAt(),
                outcome.getHead().orElse(null),
                outcome.getPlan().orElse(null),
                completion,
                refused ? refusal : outcome.getFailure().orElse(null),
                outcome.getAttemptId().orElse(null),
                chunkCount,
                outcome.getAttempts(),
                reports,
                outcome.getGrounding().map(found -> grounded(found, citations)).orElse(null));
    }

    private static Grounded grounded(Grounding found, List<Citation> citations) {
        return new Grounded(found.getKnowledgeBase(), found.getPassages().size(), citations);
    }

    /** A completion whose output lies in the record. */
    static Completion withOutput(Completion completion, byte[] output) {
        return with(completion, Content.clear(output), null);
    }

    /** A completion whose output lies in the content store. */
    static Completion withReference(Completion completion, String reference) {
        return with(completion, Content.clear(""), reference);
    }

    static RequestFinished withCompletion(RequestFinished finish, Completion completion) {
        return RequestFinished.newBuilder(finish).setCompletion(completion).build();
    }

    /** What is said of a request whose finish could be kept nowhere: all but its content. */
    static RequestFinished tooLarge(RequestFinished finish) {
        ErrorCode code = ErrorCode.TOO_LARGE;
        RequestFinished.Builder small =
                RequestFinished.newBuilder(finish)
                        .setEnding(Ending.FAILED)
                        .setReports(List.of())
                        .setGrounded(
                                finish.getGrounded()
                                        .map(
                                                all ->
                                                        Grounded.newBuilder(all)
                                                                .setCitations(List.of())
                                                                .build())
                                        .orElse(null))
                        .setFailure(
                                new Failure(
                                        code.code(),
                                        null,
                                        code.status(),
                                        false,
                                        null,
                                        Content.clear(""),
                                        List.of()));
        finish.getCompletion()
                .ifPresent(c -> small.setCompletion(with(c, Content.clear(""), null)));
        return small.build();
    }

    private static Completion with(
            Completion completion, ByteBuffer output, @Nullable String reference) {
        return new Completion(
                completion.getProvider(),
                completion.getModel(),
                output,
                reference,
                completion.getFinishReasons(),
                completion.getUsage(),
                completion.getCost().orElse(null),
                completion.getSystemFingerprint().orElse(null),
                completion.getServiceTier().orElse(null),
                completion.getFirstTokenMillis().orElse(null),
                completion.getTotalMillis(),
                completion.getDropped(),
                completion.getNotes(),
                completion.getCached());
    }
}
