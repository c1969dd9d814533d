package dev.millrace.postprocess.pipeline.citations;

import dev.millrace.events.Citation;
import dev.millrace.events.Grounding;
import dev.millrace.events.ProcessorReport;
import dev.millrace.postprocess.pipeline.Piece;
import dev.millrace.postprocess.pipeline.Processor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds out which passages an answer stands on. It reads the marks in the text (not in code),
 * leaves out those of no passage, and believes the others only where the sentence that carries the
 * mark and the passage have words in common: three of ten that say something, and two at least.
 * What it left out stands in the report. The text stays as the model wrote it.
 */
public final class CitationsProcessor implements Processor {

    private static final String NAME = "citations";
    private static final Grounding NOTHING = new Grounding("", List.of());

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String does() {
        return "Lists the passages a grounded answer cites and really stands on.";
    }

    @Override
    public boolean changesText() {
        return false;
    }

    @Override
    public Pass begin() {
        return begin(NOTHING);
    }

    @Override
    public Pass begin(Grounding grounding) {
        return new CitationsPass(grounding);
    }

    private static final class CitationsPass implements Pass {

        private final Grounding grounding;
        private final Map<Integer, StringBuilder> texts = new TreeMap<>();
        private Cited cited = Cited.NOTHING;

        CitationsPass(Grounding grounding) {
            this.grounding = grounding;
        }

        @Override
        public Piece accept(Piece piece) {
            String content = piece.content();
            if (content != null) {
                StringBuilder text =
                        texts.computeIfAbsent(piece.choice(), _ -> new StringBuilder());
                int room = Cited.MOST_CHARACTERS + 1 - text.length();
                text.append(content, 0, Math.min(content.length(), Math.max(0, room)));
            }
            return piece;
        }

        @Override
        public List<Piece> finish() {
            cited = Cited.of(texts.values(), grounding);
            return List.of();
        }

        @Override
        public ProcessorReport report() {
            return new ProcessorReport(NAME, false, cited.notes());
        }

        @Override
        public List<Citation> citations() {
            return cited.citations();
        }
    }
}
