package dev.millrace.postprocess.pipeline;

import dev.millrace.events.Citation;
import dev.millrace.events.Failure;
import dev.millrace.events.Grounding;
import dev.millrace.events.ProcessorReport;
import java.util.List;
import java.util.Optional;

/**
 * A step every answer of a plan passes. It works piece by piece, so that a stream and the whole
 * answer take the same way and end with the same text. Implementations keep no state outside their
 * passes and depend on nothing but the pieces and the passages: a repeat gives the same result.
 */
public interface Processor {

    /** The name plans use. */
    String name();

    /** What it does, in a sentence, for people. */
    String does();

    /** Whether it may change text. Streams pass only processors that do; whole answers pass all. */
    boolean changesText();

    /** Begins one answer, or one attempt's stream. Used by one thread at a time. */
    Pass begin();

    /** The same, of an answer that passages were found for. */
    default Pass begin(Grounding grounding) {
        return begin();
    }

    /** The way of one answer through a processor. */
    interface Pass {

        /**
         * Takes a piece and returns it as it goes on; text that cannot be judged yet is held back
         * and added to a later piece of the same choice, at the latest to its last one.
         */
        Piece accept(Piece piece);

        /**
         * What is still held back of choices that never saw a last piece. Called once, at the end.
         */
        List<Piece> finish();

        /** What was done; asked after {@link #finish()}. */
        ProcessorReport report();

        /**
         * Why an answer that claims to be complete is none; asked after {@link #finish()}, of whole
         * answers only.
         */
        default Optional<Failure> refusal() {
            return Optional.empty();
        }

        /** What the answer stands on; asked after {@link #finish()}, of whole answers only. */
        default List<Citation> citations() {
            return List.of();
        }
    }
}
