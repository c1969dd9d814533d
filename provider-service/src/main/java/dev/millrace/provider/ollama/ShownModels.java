package dev.millrace.provider.ollama;

import dev.millrace.provider.attempt.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** What {@code /api/show} told of the models that a server has. Thread-safe. */
final class ShownModels {

    /**
     * A model.
     *
     * @param digest changes with the model
     * @param window tokens it was trained for; 0 when unknown
     * @param capabilities empty when the server is too old to tell
     */
    record Shown(String digest, long window, Set<String> capabilities) {

        static Shown of(String digest, JsonNode show) {
            Set<String> capabilities = new HashSet<>();
            show.path("capabilities").forEach(one -> capabilities.add(one.asString("")));
            long window = 0;
            for (Map.Entry<String, JsonNode> info : show.path("model_info").properties()) {
                // Named after the architecture: llama.context_length.
                if (info.getKey().endsWith(".context_length")) {
                    window = info.getValue().asLong(0);
                }
            }
            return new Shown(digest, window, capabilities);
        }

        /** It is known that it cannot. */
        boolean lacks(String capability) {
            return !capabilities.isEmpty() && !capabilities.contains(capability);
        }
    }

    private static final Shown UNKNOWN = new Shown("", 0, Set.of());

    private final Map<String, Shown> byName = new ConcurrentHashMap<>();

    Shown of(String model) {
        return byName.getOrDefault(whole(model), UNKNOWN);
    }

    /** What was told of exactly this model. */
    Optional<Shown> of(String model, String digest) {
        return Optional.of(of(model))
                .filter(shown -> !digest.isEmpty() && shown.digest().equals(digest));
    }

    void put(String model, Shown shown) {
        byName.put(whole(model), shown);
    }

    /** Forgets those that the server has no longer. */
    void keep(Set<String> models) {
        Set<String> names = new HashSet<>();
        models.forEach(model -> names.add(whole(model)));
        byName.keySet().retainAll(names);
    }

    /** A name without a tag means the latest. */
    private static String whole(String model) {
        return model.indexOf(':', model.lastIndexOf('/') + 1) < 0 ? model + ":latest" : model;
    }

    /** The body that asks for one. */
    static byte[] question(String model) {
        return Json.bytes(Json.MAPPER.createObjectNode().put("model", model));
    }
}
