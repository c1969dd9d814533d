package dev.millrace.postprocess.pipeline;

import dev.millrace.events.Citation;
import dev.millrace.events.Failure;
import dev.millrace.events.ProcessorReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * What became of an answer.
 *
 * @param choices the new output; null when it stays as it was
 * @param reports one for each processor of the plan
 * @param citations what the answer stands on
 * @param refusal why an answer that claims to be complete is none
 */
record Processed(
        @Nullable ArrayNode choices,
        List<ProcessorReport> reports,
        List<Citation> citations,
        @Nullable Failure refusal) {}
