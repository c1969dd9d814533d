package dev.millrace.provider.protocol;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.chat.ChatCall;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A stream's chunks on their way to the client, and the answer they make. Not thread-safe. */
public final class StreamAssembly {

    private final ChatCall call;
    private final Reasoning reasoning;
    private final boolean tools;
    private final SortedMap<Integer, StreamedChoice> choices = new TreeMap<>();
    private String model = "";
    private @Nullable Usage usage;
    private @Nullable String systemFingerprint;
    private @Nullable String serviceTier;

    StreamAssembly(ChatCall call) {
        this.call = call;
        this.reasoning = Reasoning.of(call.body());
        this.tools = call.body().has("tools");
    }

    /** An answer that came whole, as the one part of a stream. */
    public static Answer whole(ChatCall call, StreamPart part) {
        StreamAssembly assembly = new StreamAssembly(call);
        assembly.accept(part);
        assembly.finishBare();
        return assembly.answer();
    }

    /** The part's normalised choices: empty when it holds nothing for the client. */
    ArrayNode accept(StreamPart part) {
        if (model.isEmpty()) {
            model = part.model();
        }
        usage = part.usage() == null ? usage : part.usage();
        systemFingerprint = orBefore(part.systemFingerprint(), systemFingerprint);
        serviceTier = orBefore(part.serviceTier(), serviceTier);
        ArrayNode out = Json.MAPPER.createArrayNode();
        int position = 0;
        for (JsonNode choice : part.choices()) {
            JsonNode given = choice.get("index");
            int index = given != null && given.isInt() ? given.intValue() : position;
            position++;
            ObjectNode normal = choice(index).accept(choice);
            if (normal != null) {
                out.add(normal);
            }
        }
        return out;
    }

    private StreamedChoice choice(int index) {
        return choices.computeIfAbsent(
                index, at -> new StreamedChoice(at, new Thoughts(reasoning.included(), tools)));
    }

    private static @Nullable String orBefore(String now, @Nullable String before) {
        return now.isEmpty() ? before : now;
    }

    String model() {
        return model.isEmpty() ? call.model() : model;
    }

    boolean started() {
        return !choices.isEmpty();
    }

    /** Every choice that began has said why it ended. */
    boolean finished() {
        return started() && choices.values().stream().allMatch(StreamedChoice::finished);
    }

    /** The end marker stands for the reasons that are missing. */
    void finishBare() {
        choices.values().forEach(StreamedChoice::finishBare);
    }

    Answer answer() {
        ArrayNode output = Json.MAPPER.createArrayNode();
        choices.values().forEach(choice -> output.add(choice.assembled()));
        List<String> reasons = choices.values().stream().map(StreamedChoice::finishReason).toList();
        return new Answer(
                model(), Json.bytes(output), reasons, usage(), systemFingerprint, serviceTier);
    }

    private Usage usage() {
        Usage told = usage;
        if (told != null) {
            return told;
        }
        long tokens = choices.values().stream().mapToLong(StreamedChoice::estimatedTokens).sum();
        long thoughts =
                choices.values().stream().mapToLong(StreamedChoice::estimatedThoughts).sum();
        return TokenEstimate.chat(call.body(), tokens, thoughts);
    }

    /**
     * The failure, with what had been received.
     *
     * @param counted by what broke the stream off; null when it told nothing
     */
    ProviderException broken(ProviderFailure failure, @Nullable Usage counted) {
        usage = counted == null ? usage : counted;
        return started()
                ? new ProviderException(failure, answer())
                : new ProviderException(failure, null, usage);
    }
}
