package dev.millrace.postprocess.pipeline;

import dev.millrace.events.Grounding;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The way of one answer, or of one attempt's stream, through its processors in order. */
final class Chain {

    private final List<Processor.Pass> passes;

    Chain(List<Processor> processors) {
        passes = processors.stream().map(Processor::begin).toList();
    }

    Chain(List<Processor> processors, Grounding grounding) {
        passes = processors.stream().map(processor -> processor.begin(grounding)).toList();
    }

    List<Processor.Pass> passes() {
        return passes;
    }

    /** Processes a completion's choices in place. */
    void whole(ArrayNode choices) {
        edit(choices);
        Choices.append(choices, held());
    }

    /** Processes a chunk's choices; what comes back may be empty: then there is nothing to send. */
    ArrayNode accept(ArrayNode choices) {
        edit(choices);
        ArrayNode said = JsonNodeFactory.instance.arrayNode();
        for (JsonNode choice : choices) {
            if (choice instanceof ObjectNode object && !Choices.isVoid(object)) {
                said.add(object);
            }
        }
        return said;
    }

    /** What a stream that has ended still held back. */
    ArrayNode finish() {
        ArrayNode said = JsonNodeFactory.instance.arrayNode();
        held().forEach(piece -> said.add(Choices.delta(piece)));
        return said;
    }

    private void edit(ArrayNode choices) {
        int position = 0;
        for (JsonNode node : choices) {
            if (node instanceof ObjectNode choice) {
                Piece before = Choices.read(choice, position++);
                Piece after = before;
                for (Processor.Pass pass : passes) {
                    after = pass.accept(after);
                }
                Choices.apply(choice, before, after);
            }
        }
    }

    private List<Piece> held() {
        List<Piece> held = List.of();
        for (Processor.Pass pass : passes) {
            List<Piece> next = new ArrayList<>();
            held.forEach(piece -> next.add(pass.accept(piece)));
            next.addAll(pass.finish());
            held = next;
        }
        return held;
    }
}
