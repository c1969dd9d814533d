package dev.millrace.provider.openai;

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
import tools.jackson.databind.JsonNode;

/** {@code GET /models}. */
final class OpenAiModels implements ModelSource {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final Upstream upstream;

    OpenAiModels(Upstream upstream) {
        this.upstream = upstream;
    }

    @Override
    public List<String> models() throws ProviderException, InterruptedException {
        try (Exchange exchange = upstream.get("/models", TIMEOUT)) {
            Head head = exchange.response(TIMEOUT);
            if (head.status() != 200) {
                throw new ProviderException(VendorErrors.of(head, exchange.explanation()));
            }
            JsonNode data = Json.object(exchange.all(), "not a JSON object").get("data");
            if (data == null || !data.isArray()) {
                throw new ProviderException(new ProviderFailure.InvalidAnswer("no data"));
            }
            List<String> models = new ArrayList<>();
            for (JsonNode model : data) {
                String id = Json.text(model, "id");
                if (!id.isEmpty() && id.length() <= 200) {
                    models.add(id);
                }
            }
            return models.stream().distinct().toList();
        }
    }
}
