package dev.millrace.postprocess.pipeline;

import dev.millrace.events.Completion;
import dev.millrace.events.Operation;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Plan;
import dev.millrace.events.ProcessorReport;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;

/** Sends an outcome's completion, whole or partial, through the processors of its plan. */
final class OutcomePipeline {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomePipeline.class);

    private final Processors processors;
    private final Outputs outputs;

    OutcomePipeline(Processors processors, Outputs outputs) {
        this.processors = processors;
        this.outputs = outputs;
    }

    /**
     * Whether {@link #finish} must read the content store and so must not run on a stage's thread.
     */
    static boolean needsStore(OutcomeReached outcome) {
        return outcome.getCompletion().flatMap(Completion::getOutputReference).isPresent()
                && !names(outcome).isEmpty();
    }

    RequestFinished finish(OutcomeReached outcome, int chunkCount) {
        List<String> names = names(outcome);
        Completion completion = outcome.getCompletion().orElse(null);
        if (completion == null || names.isEmpty()) {
            return Finishes.of(outcome, completion, List.of(), List.of(), null, chunkCount);
        }
        try {
            Optional<byte[]> output = output(completion);
            if (output.isEmpty()) {
                // Erased: there is nothing to process and nothing to judge.
                return Finishes.of(outcome, completion, List.of(), List.of(), null, chunkCount);
            }
            Processed processed =
                    processors.whole(output.get(), names, outcome.getGrounding().orElse(null));
            return Finishes.of(
                    outcome,
                    replaced(completion, processed.choices()),
                    processed.reports(),
                    processed.citations(),
                    processed.refusal(),
                    chunkCount);
        } catch (IOException | RuntimeException failed) {
            // The cause's class alone: its message may quote the answer.
            LOG.warn(
                    "request {} was not post-processed: {}",
                    outcome.getRequestId(),
                    failed.getClass().getName());
            List<ProcessorReport> reports = names.stream().map(Processors::unreadable).toList();
            return Finishes.of(outcome, completion, reports, List.of(), null, chunkCount);
        }
    }

    private Optional<byte[]> output(Completion completion) throws IOException {
        String reference = completion.getOutputReference().orElse(null);
        return reference == null
                ? Content.open(completion.getOutput())
                : Optional.of(outputs.read(reference));
    }

    private Completion replaced(Completion completion, @Nullable ArrayNode choices)
            throws IOException {
        if (choices == null) {
            return completion;
        }
        return completion.getOutputReference().isPresent()
                ? Finishes.withReference(completion, outputs.keep(Choices.write(choices)))
                : Finishes.withOutput(completion, Choices.write(choices));
    }

    /** Processors know answers of chats; an embedding has no text to look at. */
    private static List<String> names(OutcomeReached outcome) {
        boolean chat =
                outcome.getHead().map(RequestHead::getOperation).orElse(Operation.CHAT)
                        == Operation.CHAT;
        return chat ? outcome.getPlan().map(Plan::getProcessors).orElse(List.of()) : List.of();
    }
}
