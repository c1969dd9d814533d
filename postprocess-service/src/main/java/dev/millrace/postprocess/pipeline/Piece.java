package dev.millrace.postprocess.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What one choice of an answer gained: the whole of it, or what one chunk of a stream added.
 *
 * @param choice the choice's `index`
 * @param content text of the answer; null when there is none
 * @param reasoning text of the thinking (`reasoning_content`); null when there is none
 * @param toolCalls whether the piece carries (parts of) tool calls, which no processor touches
 * @param finishReason why the choice ended; nothing of the choice follows a piece that has it
 */
public record Piece(
        int choice,
        @Nullable String content,
        @Nullable String reasoning,
        boolean toolCalls,
        @Nullable String finishReason) {

    /** A piece of text alone, such as what a processor held back. */
    public static Piece text(int choice, @Nullable String content, @Nullable String reasoning) {
        return new Piece(choice, content, reasoning, false, null);
    }

    public Piece with(@Nullable String newContent, @Nullable String newReasoning) {
        return new Piece(choice, newContent, newReasoning, toolCalls, finishReason);
    }

    public boolean last() {
        return finishReason != null;
    }
}
