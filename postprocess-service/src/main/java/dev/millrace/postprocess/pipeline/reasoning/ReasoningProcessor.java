package dev.millrace.postprocess.pipeline.reasoning;

import dev.millrace.events.ProcessorReport;
import dev.millrace.postprocess.pipeline.Piece;
import dev.millrace.postprocess.pipeline.Processor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Moves `<think>…</think>` and `<thinking>…</thinking>` blocks from `content` to
 * `reasoning_content`, for each choice by itself.
 *
 * <p>Only blocks at the start of a choice count, one after another: models think before they
 * answer, and an answer that later mentions the tag (in prose, in a code block) is text and stays
 * as it is. White space around the blocks goes with them. A block that is never closed is thinking
 * to its end, and the report says so: showing it as the answer would be a guess. Held back is only
 * what may still become a tag.
 */
public final class ReasoningProcessor implements Processor {

    @Override
    public String name() {
        return "reasoning";
    }

    @Override
    public String does() {
        return "Moves <think> and <thinking> blocks at the start of an answer to reasoning_content.";
    }

    @Override
    public boolean changesText() {
        return true;
    }

    @Override
    public Pass begin() {
        return new ReasoningPass(name());
    }

    private static final class ReasoningPass implements Pass {

        private final String name;
        private final Map<Integer, ThinkTags> choices = new TreeMap<>();

        ReasoningPass(String name) {
            this.name = name;
        }

        @Override
        public Piece accept(Piece piece) {
            String content = piece.content();
            ThinkTags tags = choices.computeIfAbsent(piece.choice(), _ -> new ThinkTags());
            StringBuilder thinking = new StringBuilder();
            StringBuilder answer = new StringBuilder();
            if (content != null) {
                tags.accept(content, thinking, answer);
            }
            if (piece.last()) {
                tags.finish(thinking, answer);
            }
            return piece.with(
                    content == null ? orNull(answer) : answer.toString(),
                    joined(piece.reasoning(), thinking));
        }

        @Override
        public List<Piece> finish() {
            List<Piece> held = new ArrayList<>();
            choices.forEach(
                    (choice, tags) -> {
                        StringBuilder thinking = new StringBuilder();
                        StringBuilder answer = new StringBuilder();
                        tags.finish(thinking, answer);
                        if (!thinking.isEmpty() || !answer.isEmpty()) {
                            held.add(Piece.text(choice, orNull(answer), orNull(thinking)));
                        }
                    });
            return held;
        }

        @Override
        public ProcessorReport report() {
            List<String> notes = new ArrayList<>();
            boolean changed = false;
            for (Map.Entry<Integer, ThinkTags> choice : choices.entrySet()) {
                changed |= choice.getValue().foundBlock();
                if (choice.getValue().unclosed()) {
                    notes.add("choice " + choice.getKey() + ": block not closed");
                }
            }
            return new ProcessorReport(name, changed, notes);
        }

        private static @Nullable String orNull(StringBuilder text) {
            return text.isEmpty() ? null : text.toString();
        }

        private static @Nullable String joined(@Nullable String before, StringBuilder more) {
            if (before == null) {
                return orNull(more);
            }
            return before + more;
        }
    }
}
