package dev.millrace.postprocess.pipeline;

import dev.millrace.postprocess.pipeline.ending.HonestEndingProcessor;
import dev.millrace.postprocess.pipeline.reasoning.ReasoningProcessor;
import java.util.List;

/** Every processor there is. */
final class KnownProcessors {

    private KnownProcessors() {}

    static List<Processor> all() {
        return List.of(new ReasoningProcessor(), new HonestEndingProcessor());
    }
}
