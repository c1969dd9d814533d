package dev.millrace.provider.structured;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.chat.ChunkSink;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lets of a stream only what is JSON on to the client. Used by the call's thread alone. */
final class GuardedSink implements ChunkSink {

    private final ChunkSink sink;
    private final String tool;
    private final Root root;
    private final SortedMap<Integer, ChoiceStream> choices = new TreeMap<>();
    private boolean shown;

    GuardedSink(ChunkSink sink, String tool, Root root) {
        this.sink = sink;
        this.tool = tool;
        this.root = root;
    }

    @Override
    public void accept(String model, byte[] chunk) throws InterruptedException {
        ArrayNode out = Json.MAPPER.createArrayNode();
        for (JsonNode each : array(chunk)) {
            if (each instanceof ObjectNode choice) {
                ObjectNode passed = choice(choice.path("index").asInt(0)).accept(choice);
                if (passed != null) {
                    out.add(passed);
                }
            }
        }
        pass(model, out);
    }

    /** Passes choices on; nothing when there are none. */
    void pass(String model, ArrayNode out) throws InterruptedException {
        if (!out.isEmpty()) {
            shown = true;
            sink.accept(model, Json.bytes(out));
        }
    }

    ChoiceStream choice(int index) {
        return choices.computeIfAbsent(index, at -> new ChoiceStream(at, tool, root));
    }

    /** Whether anything of the answer has been passed on. */
    boolean shown() {
        return shown;
    }

    static ArrayNode array(byte[] json) {
        try {
            return Json.MAPPER.readTree(json) instanceof ArrayNode array
                    ? array
                    : Json.MAPPER.createArrayNode();
        } catch (JacksonException _) {
            return Json.MAPPER.createArrayNode();
        }
    }
}
