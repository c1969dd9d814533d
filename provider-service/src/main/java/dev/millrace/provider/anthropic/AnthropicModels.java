package dev.millrace.provider.anthropic;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.ModelSource;
import dev.millrace.provider.upstream.Exchange;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** {@code GET /v1/models}. */
final class AnthropicModels implements ModelSource {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final Upstream upstream;

    AnthropicModels(Upstream upstream) {
        this.upstream = upstream;
    }

    @Override
    public List<String> models() throws ProviderException, InterruptedException {
        try (Exchange exchange = upstream.get("/models?limit=1000", TIMEOUT)) {
            Head head = exchange.response(TIMEOUT);
            if (head.status() != 200) {
                throw new ProviderException(AnthropicErrors.of(head, exchange.explanation()));
            }
            JsonNode data = Json.object(exchange.all(), "not a JSON object").path("data");
            if (!data.isArray()) {
                throw new ProviderException(new ProviderFailure.InvalidAnswer("no data"));
            }
            return StreamSupport.stream(data.spliterator(), false)
                    .map(model -> Json.text(model, "id"))
                    .filter(id -> !id.isEmpty() && id.length() <= 200)
                    .distinct()
                    .toList();
        }
    }
}
