package dev.millrace.provider.openai;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
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
final class StreamAssembly {

    private final ChatCall call;
    private final SortedMap<Integer, StreamedChoice> choices = new TreeMap<>();
    private String model = "";
    private @Nullable Usage usage;
    private @Nullable String systemFingerprint;
    private @Nullable String serviceTier;
    private @Nullable ProviderFailure breakdown;

    StreamAssembly(ChatCall call) {
        this.call = call;
    }

    /** The chunk's normalised choices: empty when it holds nothing for the client. */
    ArrayNode accept(JsonNode chunk) {
        metadata(chunk);
        ArrayNode out = Json.MAPPER.createArrayNode();
        int position = 0;
        for (JsonNode choice : chunk.path("choices")) {
            JsonNode given = choice.get("index");
            int index = given != null && given.isInt() ? given.intValue() : position;
            position++;
            String reason = Json.text(choice, "finish_reason");
            if (FinishReasons.isBreakdown(reason)) {
                breakdown = new ProviderFailure.ServerError(503, reason);
                continue;
            }
            ObjectNode normal = choices.computeIfAbsent(index, StreamedChoice::new).accept(choice);
            if (normal != null) {
                out.add(normal);
            }
        }
        return out;
    }

    private void metadata(JsonNode chunk) {
        if (model.isEmpty()) {
            model = Json.text(chunk, "model");
        }
        UsageReader.read(chunk.get("usage")).ifPresent(read -> usage = read);
        String fingerprint = Json.text(chunk, "system_fingerprint");
        if (!fingerprint.isEmpty()) {
            systemFingerprint = fingerprint;
        }
        String tier = Json.text(chunk, "service_tier");
        if (!tier.isEmpty()) {
            serviceTier = tier;
        }
    }

    /** The vendor's own machinery failed, as a finish reason told. */
    @Nullable ProviderFailure breakdown() {
        return breakdown;
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
        return TokenEstimate.chat(call.body(), tokens);
    }

    /** What had been received, or null when there was nothing. */
    @Nullable Answer kept() {
        return started() ? answer() : null;
    }
}
