package dev.millrace.postprocess.pipeline;

import dev.millrace.events.Citation;
import dev.millrace.events.Failure;
import dev.millrace.events.Grounding;
import dev.millrace.events.ProcessorReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/** The processors there are, by name. */
final class Processors {

    private final Map<String, Processor> byName = new LinkedHashMap<>();

    Processors(List<Processor> processors) {
        for (Processor processor : processors) {
            if (byName.put(processor.name(), processor) != null) {
                throw new IllegalArgumentException("two processors named " + processor.name());
            }
        }
    }

    Collection<Processor> all() {
        return byName.values();
    }

    /** The way of a stream: through those that change text. */
    Chain stream(List<String> names) {
        return new Chain(known(names).stream().filter(Processor::changesText).toList());
    }

    /**
     * Sends a whole answer through the named processors.
     *
     * @param grounding what was found for it; null when nothing was looked for
     */
    Processed whole(byte[] output, List<String> names, @Nullable Grounding grounding) {
        List<Processor> known = known(names);
        List<ProcessorReport> reports = new ArrayList<>();
        for (String name : names) {
            if (!byName.containsKey(name)) {
                reports.add(new ProcessorReport(name, false, List.of("unknown processor")));
            }
        }
        ArrayNode choices = Choices.parse(output);
        if (choices == null) {
            known.forEach(p -> reports.add(unreadable(p.name())));
            return new Processed(null, reports, List.of(), null);
        }
        Chain chain = grounding == null ? new Chain(known) : new Chain(known, grounding);
        chain.whole(choices);
        List<Citation> citations = new ArrayList<>();
        Failure refusal = null;
        boolean changed = false;
        for (Processor.Pass pass : chain.passes()) {
            ProcessorReport report = pass.report();
            reports.add(report);
            changed |= report.getChanged();
            citations.addAll(pass.citations());
            if (refusal == null) {
                refusal = pass.refusal().orElse(null);
            }
        }
        return new Processed(changed ? choices : null, reports, citations, refusal);
    }

    static ProcessorReport unreadable(String processor) {
        return new ProcessorReport(processor, false, List.of("the output could not be read"));
    }

    private List<Processor> known(List<String> names) {
        List<Processor> known = new ArrayList<>();
        for (String name : names) {
            @Nullable Processor processor = byName.get(name);
            if (processor != null) {
                known.add(processor);
            }
        }
        return known;
    }
}
