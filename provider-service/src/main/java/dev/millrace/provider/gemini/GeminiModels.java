package dev.millrace.provider.gemini;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.ModelSource;
import dev.millrace.provider.upstream.Exchange;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code GET /v1beta/models}: those that chat or embed. */
final class GeminiModels implements ModelSource {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Set<String> METHODS = Set.of("generateContent", "embedContent");

    private final Upstream upstream;

    GeminiModels(Upstream upstream) {
        this.upstream = upstream;
    }

    @Override
    public List<String> models() throws ProviderException, InterruptedException {
        try (Exchange exchange = upstream.get("/models?pageSize=1000", TIMEOUT)) {
            Head head = exchange.response(TIMEOUT);
            if (head.status() != 200) {
                throw new ProviderException(GeminiErrors.of(head, exchange.explanation()));
            }
            JsonNode models = Json.object(exchange.all(), "not a JSON object").path("models");
            if (!models.isArray()) {
                throw new ProviderException(new ProviderFailure.InvalidAnswer("no models"));
            }
            List<String> names = new ArrayList<>();
            for (JsonNode model : models) {
                String name = Gemini.bare(Json.text(model, "name"));
                if (!name.isEmpty() && name.length() <= 200 && isOfUse(model)) {
                    names.add(name);
                }
            }
            return names.stream().distinct().toList();
        }
    }

    private static boolean isOfUse(JsonNode model) {
        for (JsonNode method : model.path("supportedGenerationMethods")) {
            if (METHODS.contains(method.asString(""))) {
                return true;
            }
        }
        return false;
    }
}
