package dev.millrace.postprocess.pipeline.ending;

import dev.millrace.events.Failure;
import dev.millrace.events.ProcessorReport;
import dev.millrace.events.content.Content;
import dev.millrace.postprocess.pipeline.Piece;
import dev.millrace.postprocess.pipeline.Processor;
import dev.millrace.web.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says in the report what is doubtful about how an answer ended: a choice without a finish reason,
 * one cut short, one with neither text nor tool calls, no choice at all. An answer none of whose
 * choices has a finish reason did not end but stopped: it is refused as `upstream_interrupted`, and
 * its text is kept.
 */
public final class HonestEndingProcessor implements Processor {

    @Override
    public String name() {
        return "honest-ending";
    }

    @Override
    public String does() {
        return "Notes answers that were cut or are empty; an answer without any finish reason fails.";
    }

    @Override
    public boolean changesText() {
        return false;
    }

    @Override
    public Pass begin() {
        return new EndingPass(name());
    }

    private static final class EndingPass implements Pass {

        private final String name;
        private final Map<Integer, Seen> choices = new TreeMap<>();

        EndingPass(String name) {
            this.name = name;
        }

        @Override
        public Piece accept(Piece piece) {
            choices.computeIfAbsent(piece.choice(), _ -> new Seen()).add(piece);
            return piece;
        }

        @Override
        public List<Piece> finish() {
            return List.of();
        }

        @Override
        public ProcessorReport report() {
            List<String> notes = new ArrayList<>();
            if (choices.isEmpty()) {
                notes.add("no choices");
            }
            choices.forEach(
                    (choice, seen) ->
                            seen.doubts()
                                    .forEach(
                                            doubt -> notes.add("choice " + choice + ": " + doubt)));
            return new ProcessorReport(name, false, notes);
        }

        @Override
        public Optional<Failure> refusal() {
            if (choices.values().stream().anyMatch(seen -> seen.reason != null)) {
                return Optional.empty();
            }
            ErrorCode code = ErrorCode.UPSTREAM_INTERRUPTED;
            return Optional.of(
                    new Failure(
                            code.code(),
                            null,
                            code.status(),
                            true,
                            null,
                            Content.clear(""),
                            List.of()));
        }
    }

    private static final class Seen {

        private boolean text;
        private boolean toolCalls;
        private @Nullable String reason;

        void add(Piece piece) {
            String content = piece.content();
            text |= content != null && !content.isBlank();
            toolCalls |= piece.toolCalls();
            if (piece.last()) {
                reason = piece.finishReason();
            }
        }

        List<String> doubts() {
            List<String> doubts = new ArrayList<>();
            switch (reason) {
                case null -> doubts.add("no finish reason");
                case "stop", "tool_calls", "function_call" -> {}
                case "length" -> doubts.add("cut at its token limit");
                case "content_filter" -> doubts.add("withheld by a content filter");
                // Vendors add reasons of their own for answers they gave up (`aborted`, …).
                default -> doubts.add("ended with " + known(reason));
            }
            if (!text && !toolCalls) {
                doubts.add("empty");
            }
            return doubts;
        }

        /** A reason comes from outside and goes into reports: a short word, or not at all. */
        private static String known(String reason) {
            return reason.matches("[a-zA-Z_-]{1,40}") ? reason : "an unknown reason";
        }
    }
}
